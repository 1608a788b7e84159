"""The contract and its territory."""

import sqlalchemy as sa
from alembic import op

revision = "c26d80b5f913"
down_revision = "1f7b93e0c4a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("code", name=op.f("uq_contract_code")),
    )
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("is_signatory", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("code", name=op.f("uq_institution_code")),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("insee_code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum("priority", "watch", name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("insee_code", name=op.f("uq_municipality_insee_code")),
    )
    op.create_table(
        "neighbourhood",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_neighbourhood_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_neighbourhood_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_neighbourhood")),
        sa.UniqueConstraint("code", name=op.f("uq_neighbourhood_code")),
    )
    op.create_index(
        op.f("ix_neighbourhood_municipality_id"), "neighbourhood", ["municipality_id"], unique=False
    )
    op.create_index(op.f("ix_neighbourhood_name_key"), "neighbourhood", ["name_key"], unique=False)
    op.create_table(
        "orientation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("aim", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_orientation_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orientation")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_orientation_contract_id_number")),
    )
    op.create_table(
        "perimeter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("national_code", sa.String(length=10), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_perimeter_order")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_perimeter_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["perimeter.id"], name=op.f("fk_perimeter_successor_id_perimeter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_perimeter")),
        sa.UniqueConstraint("national_code", name=op.f("uq_perimeter_national_code")),
        sa.UniqueConstraint(
            "neighbourhood_id", "starts_on", name=op.f("uq_perimeter_neighbourhood_id_starts_on")
        ),
    )
    op.create_table(
        "population_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("inhabitants", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(contract_id IS NULL) <> (neighbourhood_id IS NULL)", name=op.f("ck_population_figure_one_area")
        ),
        sa.CheckConstraint("inhabitants >= 0", name=op.f("ck_population_figure_inhabitants")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_population_figure_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_population_figure_neighbourhood_id_neighbourhood"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_figure")),
    )
    op.create_index(
        op.f("ix_population_figure_contract_id"), "population_figure", ["contract_id"], unique=False
    )
    op.create_index(
        op.f("ix_population_figure_neighbourhood_id"), "population_figure", ["neighbourhood_id"], unique=False
    )
    op.create_table(
        "street_segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("street_key", sa.String(length=200), nullable=False),
        sa.Column("number_from", sa.Integer(), nullable=False),
        sa.Column("number_to", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("even", "odd", "both", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number_from <= number_to", name=op.f("ck_street_segment_order")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_street_segment_municipality_id_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_street_segment_neighbourhood_id_neighbourhood"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street_segment")),
        sa.UniqueConstraint(
            "street_key",
            "number_from",
            "number_to",
            "side",
            "municipality_id",
            name=op.f("uq_street_segment_street_key_number_from_number_to_side_municipality_id"),
        ),
    )
    op.create_index(
        op.f("ix_street_segment_neighbourhood_id"), "street_segment", ["neighbourhood_id"], unique=False
    )
    op.create_table(
        "perimeter_municipality",
        sa.Column("perimeter_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_perimeter_municipality_municipality_id_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["perimeter_id"], ["perimeter.id"], name=op.f("fk_perimeter_municipality_perimeter_id_perimeter")
        ),
        sa.PrimaryKeyConstraint("perimeter_id", "municipality_id", name=op.f("pk_perimeter_municipality")),
    )


def downgrade() -> None:
    op.drop_table("perimeter_municipality")
    op.drop_index(op.f("ix_street_segment_neighbourhood_id"), table_name="street_segment")
    op.drop_table("street_segment")
    op.drop_index(op.f("ix_population_figure_neighbourhood_id"), table_name="population_figure")
    op.drop_index(op.f("ix_population_figure_contract_id"), table_name="population_figure")
    op.drop_table("population_figure")
    op.drop_table("perimeter")
    op.drop_table("orientation")
    op.drop_index(op.f("ix_neighbourhood_name_key"), table_name="neighbourhood")
    op.drop_index(op.f("ix_neighbourhood_municipality_id"), table_name="neighbourhood")
    op.drop_table("neighbourhood")
    op.drop_table("municipality")
    op.drop_table("institution")
    op.drop_table("contract")
