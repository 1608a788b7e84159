"""What the contract promises, its indicators and their values, the dashboard of each year."""

import sqlalchemy as sa
from alembic import op

revision = "3f8c1a7be264"
down_revision = "d4c81e7f05a2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scale_level",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 5", name=op.f("ck_scale_level_level")),
        sa.PrimaryKeyConstraint("level", name=op.f("pk_scale_level")),
    )
    op.create_table(
        "source_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("vintage", sa.String(length=200), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("licence", sa.String(length=200), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_version")),
        sa.UniqueConstraint("name", "vintage", name=op.f("uq_source_version_name_vintage")),
    )
    op.create_table(
        "partner",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_partner_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_partner_institution_id_institution")
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_partner")),
    )
    op.create_index(op.f("ix_partner_contract_id"), "partner", ["contract_id"], unique=False)
    op.create_table(
        "value_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("source_version_id", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_value_file_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["source_version_id"],
            ["source_version.id"],
            name=op.f("fk_value_file_source_version_id_source_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_file")),
    )
    op.create_index(op.f("ix_value_file_account_id"), "value_file", ["account_id"], unique=False)
    op.create_table(
        "value_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("source_version_id", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_value_import_by_id_account")),
        sa.ForeignKeyConstraint(
            ["source_version_id"],
            ["source_version.id"],
            name=op.f("fk_value_import_source_version_id_source_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_import")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("orientation_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("last_year IS NULL OR last_year >= first_year", name=op.f("ck_commitment_order")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["partner.institution_id"], name=op.f("fk_commitment_institution_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["orientation_id"], ["orientation.id"], name=op.f("fk_commitment_orientation_id_orientation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("institution_id", "title", name=op.f("uq_commitment_institution_id_title")),
    )
    op.create_index(op.f("ix_commitment_orientation_id"), "commitment", ["orientation_id"], unique=False)
    op.create_table(
        "highlight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "initiative",
                "event",
                "site",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_highlight_position")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_highlight_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_highlight_neighbourhood_id_neighbourhood"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_highlight")),
        sa.UniqueConstraint(
            "contract_id", "year", "position", name=op.f("uq_highlight_contract_id_year_position")
        ),
    )
    op.create_index(op.f("ix_highlight_neighbourhood_id"), "highlight", ["neighbourhood_id"], unique=False)
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "family",
            sa.Enum(
                "neighbourhoods",
                "added_value",
                name="family",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("among", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "rate",
                "amount",
                "count",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "up",
                "down",
                "neutral",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "baseline",
            sa.Enum(
                "neighbourhood",
                "municipality",
                "territory",
                "rest",
                name="baseline",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("orientation_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "baseline IN ('municipality', 'territory', 'rest')", name=op.f("ck_indicator_a_baseline")
        ),
        sa.CheckConstraint(
            "family <> 'added_value' OR orientation_id IS NOT NULL", name=op.f("ck_indicator_added_value")
        ),
        sa.CheckConstraint("decimals BETWEEN 0 AND 4", name=op.f("ck_indicator_decimals")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_indicator_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["orientation_id"], ["orientation.id"], name=op.f("fk_indicator_orientation_id_orientation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_index(op.f("ix_indicator_institution_id"), "indicator", ["institution_id"], unique=False)
    op.create_index(op.f("ix_indicator_orientation_id"), "indicator", ["orientation_id"], unique=False)
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "neighbourhood",
                "municipality",
                "territory",
                "rest",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("perimeter_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'municipality') = (municipality_id IS NOT NULL)", name=op.f("ck_area_municipality")
        ),
        sa.CheckConstraint(
            "(kind = 'neighbourhood') = (neighbourhood_id IS NOT NULL)", name=op.f("ck_area_neighbourhood")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_area_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_area_municipality_id_municipality")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_area_neighbourhood_id_neighbourhood")
        ),
        sa.ForeignKeyConstraint(
            ["perimeter_id"], ["perimeter.id"], name=op.f("fk_area_perimeter_id_perimeter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
        sa.UniqueConstraint("municipality_id", name=op.f("uq_area_municipality_id")),
        sa.UniqueConstraint("perimeter_id", name=op.f("uq_area_perimeter_id")),
    )
    op.create_index(op.f("ix_area_contract_id"), "area", ["contract_id"], unique=False)
    op.create_index(op.f("ix_area_neighbourhood_id"), "area", ["neighbourhood_id"], unique=False)
    op.create_table(
        "commitment_neighbourhood",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_neighbourhood_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_commitment_neighbourhood_neighbourhood_id_neighbourhood"),
        ),
        sa.PrimaryKeyConstraint(
            "commitment_id", "neighbourhood_id", name=op.f("pk_commitment_neighbourhood")
        ),
    )
    op.create_index(
        op.f("ix_commitment_neighbourhood_neighbourhood_id"),
        "commitment_neighbourhood",
        ["neighbourhood_id"],
        unique=False,
    )
    op.create_table(
        "commitment_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_commitment_remark_by_id_account")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_remark_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_commitment_remark_council_id_council")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_remark")),
        sa.UniqueConstraint(
            "commitment_id",
            "council_id",
            "year",
            name=op.f("uq_commitment_remark_commitment_id_council_id_year"),
        ),
    )
    op.create_table(
        "commitment_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("done", sa.Double(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "underway",
                "kept",
                "late",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("done IS NULL OR done >= 0", name=op.f("ck_commitment_year_done")),
        sa.CheckConstraint("target IS NULL OR target >= 0", name=op.f("ck_commitment_year_target")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_year_commitment_id_commitment")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["account.id"], name=op.f("fk_commitment_year_told_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_year")),
        sa.UniqueConstraint("commitment_id", "year", name=op.f("uq_commitment_year_commitment_id_year")),
    )
    op.create_table(
        "dashboard_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("analysis", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_dashboard_year_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_dashboard_year_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_year")),
        sa.UniqueConstraint("contract_id", "year", name=op.f("uq_dashboard_year_contract_id_year")),
    )
    op.create_table(
        "flagship_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "underway",
                "done",
                "stopped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state <> 'stopped' OR reason <> ''", name=op.f("ck_flagship_action_reason")),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_flagship_action_number")),
        sa.ForeignKeyConstraint(
            ["body_id"], ["steering_body.body_id"], name=op.f("fk_flagship_action_body_id_steering_body")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flagship_action")),
        sa.UniqueConstraint("body_id", "year", "number", name=op.f("uq_flagship_action_body_id_year_number")),
    )
    op.create_table(
        "highlight_picture",
        sa.Column("highlight_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alternative", sa.String(length=200), nullable=False),
        sa.Column("credit", sa.String(length=200), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("consent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["highlight_id"], ["highlight.id"], name=op.f("fk_highlight_picture_highlight_id_highlight")
        ),
        sa.PrimaryKeyConstraint("highlight_id", name=op.f("pk_highlight_picture")),
    )
    op.create_table(
        "perimeter_shape",
        sa.Column("perimeter_id", sa.Integer(), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["perimeter_id"], ["perimeter.id"], name=op.f("fk_perimeter_shape_perimeter_id_perimeter")
        ),
        sa.PrimaryKeyConstraint("perimeter_id", name=op.f("pk_perimeter_shape")),
    )
    op.create_table(
        "series_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_series_break_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_break")),
        sa.UniqueConstraint("indicator_id", "year", name=op.f("uq_series_break_indicator_id_year")),
    )
    op.create_table(
        "action_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["flagship_action.id"], name=op.f("fk_action_step_action_id_flagship_action")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
        sa.UniqueConstraint("action_id", "position", name=op.f("uq_action_step_action_id_position")),
    )
    op.create_table(
        "analysis_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dashboard_year_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("orientation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dashboard_year_id"],
            ["dashboard_year.id"],
            name=op.f("fk_analysis_change_dashboard_year_id_dashboard_year"),
        ),
        sa.ForeignKeyConstraint(
            ["orientation_id"], ["orientation.id"], name=op.f("fk_analysis_change_orientation_id_orientation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analysis_change")),
        sa.UniqueConstraint(
            "dashboard_year_id", "position", name=op.f("uq_analysis_change_dashboard_year_id_position")
        ),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["flagship_action.id"], name=op.f("fk_assessment_action_id_flagship_action")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_assessment_by_id_account")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["council.id"], name=op.f("fk_assessment_council_id_council")
        ),
        sa.ForeignKeyConstraint(
            ["level"], ["scale_level.level"], name=op.f("fk_assessment_level_scale_level")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("action_id", "council_id", name=op.f("uq_assessment_action_id_council_id")),
    )
    op.create_index(op.f("ix_assessment_council_id"), "assessment", ["council_id"], unique=False)
    op.create_index(
        "uq_assessment_team",
        "assessment",
        ["action_id"],
        unique=True,
        sqlite_where=sa.text("council_id IS NULL"),
        postgresql_where=sa.text("council_id IS NULL"),
    )
    op.create_table(
        "flagship_action_neighbourhood",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["flagship_action.id"],
            name=op.f("fk_flagship_action_neighbourhood_action_id_flagship_action"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_flagship_action_neighbourhood_neighbourhood_id_neighbourhood"),
        ),
        sa.PrimaryKeyConstraint(
            "action_id", "neighbourhood_id", name=op.f("pk_flagship_action_neighbourhood")
        ),
    )
    op.create_index(
        op.f("ix_flagship_action_neighbourhood_neighbourhood_id"),
        "flagship_action_neighbourhood",
        ["neighbourhood_id"],
        unique=False,
    )
    op.create_table(
        "flagship_action_partner",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["flagship_action.id"],
            name=op.f("fk_flagship_action_partner_action_id_flagship_action"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_flagship_action_partner_institution_id_institution"),
        ),
        sa.PrimaryKeyConstraint("action_id", "institution_id", name=op.f("pk_flagship_action_partner")),
    )
    op.create_index(
        op.f("ix_flagship_action_partner_institution_id"),
        "flagship_action_partner",
        ["institution_id"],
        unique=False,
    )
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("all", "women", "men", name="sex", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("result", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("estimate", sa.Double(), nullable=True),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=200), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT (is_secret AND result IS NOT NULL)", name=op.f("ck_observation_secret")),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_observation_year")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_observation_area_id_area")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["value_import.id"], name=op.f("fk_observation_import_id_value_import")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_observation_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint(
            "area_id",
            "indicator_id",
            "year",
            "sex",
            name=op.f("uq_observation_area_id_indicator_id_year_sex"),
        ),
    )
    op.create_index(op.f("ix_observation_import_id"), "observation", ["import_id"], unique=False)
    op.create_index("ix_observation_indicator_id_year", "observation", ["indicator_id", "year"], unique=False)
    op.create_table(
        "past_observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum("all", "women", "men", name="sex", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("result", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("estimate", sa.Double(), nullable=True),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=200), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("is_fictitious", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_past_observation_area_id_area")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["value_import.id"], name=op.f("fk_past_observation_import_id_value_import")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_past_observation_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["value_import.id"],
            name=op.f("fk_past_observation_replaced_by_id_value_import"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_observation")),
    )
    op.create_index(
        "ix_past_observation_area_id_indicator_id",
        "past_observation",
        ["area_id", "indicator_id", "year"],
        unique=False,
    )
    op.create_index(
        op.f("ix_past_observation_replaced_by_id"), "past_observation", ["replaced_by_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_past_observation_replaced_by_id"), table_name="past_observation")
    op.drop_index("ix_past_observation_area_id_indicator_id", table_name="past_observation")
    op.drop_table("past_observation")
    op.drop_index("ix_observation_indicator_id_year", table_name="observation")
    op.drop_index(op.f("ix_observation_import_id"), table_name="observation")
    op.drop_table("observation")
    op.drop_index(op.f("ix_flagship_action_partner_institution_id"), table_name="flagship_action_partner")
    op.drop_table("flagship_action_partner")
    op.drop_index(
        op.f("ix_flagship_action_neighbourhood_neighbourhood_id"), table_name="flagship_action_neighbourhood"
    )
    op.drop_table("flagship_action_neighbourhood")
    op.drop_index(
        "uq_assessment_team",
        table_name="assessment",
        sqlite_where=sa.text("council_id IS NULL"),
        postgresql_where=sa.text("council_id IS NULL"),
    )
    op.drop_index(op.f("ix_assessment_council_id"), table_name="assessment")
    op.drop_table("assessment")
    op.drop_table("analysis_change")
    op.drop_table("action_step")
    op.drop_table("series_break")
    op.drop_table("perimeter_shape")
    op.drop_table("highlight_picture")
    op.drop_table("flagship_action")
    op.drop_table("dashboard_year")
    op.drop_table("commitment_year")
    op.drop_table("commitment_remark")
    op.drop_index(op.f("ix_commitment_neighbourhood_neighbourhood_id"), table_name="commitment_neighbourhood")
    op.drop_table("commitment_neighbourhood")
    op.drop_index(op.f("ix_area_neighbourhood_id"), table_name="area")
    op.drop_index(op.f("ix_area_contract_id"), table_name="area")
    op.drop_table("area")
    op.drop_index(op.f("ix_indicator_orientation_id"), table_name="indicator")
    op.drop_index(op.f("ix_indicator_institution_id"), table_name="indicator")
    op.drop_table("indicator")
    op.drop_index(op.f("ix_highlight_neighbourhood_id"), table_name="highlight")
    op.drop_table("highlight")
    op.drop_index(op.f("ix_commitment_orientation_id"), table_name="commitment")
    op.drop_table("commitment")
    op.drop_table("value_import")
    op.drop_index(op.f("ix_value_file_account_id"), table_name="value_file")
    op.drop_table("value_file")
    op.drop_index(op.f("ix_partner_contract_id"), table_name="partner")
    op.drop_table("partner")
    op.drop_table("source_version")
    op.drop_table("scale_level")
