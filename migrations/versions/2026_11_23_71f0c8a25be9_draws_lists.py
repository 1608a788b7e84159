"""Lists that a town brings to a draw, and how those called are reached.

A draw may take its people from imported lists besides the register; its groups can be other than the genders; one person
per dwelling can be asked. The database refuses to add to a list once it is closed, to change one once it is sealed, and
to empty one in between; attempts, contests and purge certificates are written once.
"""

import sqlalchemy as sa
from alembic import op

revision = "71f0c8a25be9"
down_revision = "3c9e58d4a1f7"
branch_labels = None
depends_on = None

STATE = "(SELECT d.state FROM draw d JOIN pool_list l ON l.draw_id = d.id WHERE l.id = {row}.list_id)"
CHOICES = ("category", "one_per_household", "takes_sign_ups")
CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in CHOICES)
WRITTEN_ONCE = ("attempt", "contest", "purge_certificate")
GUARDS = (
    ("draw_guard_choices", "draw", "UPDATE", f"OLD.seal IS NOT NULL AND ({CHANGED})", "the rule of a draw is sealed"),
    (
        "entry_secret_guard_listed",
        "entry_secret",
        "UPDATE",
        "NEW.listed_id IS DISTINCT FROM OLD.listed_id",
        "an opening can only be erased",
    ),
    (
        "listed_person_guard_insert",
        "listed_person",
        "INSERT",
        f"{STATE.format(row='NEW')} NOT IN ('draft', 'announced')",
        "the list of a draw is closed",
    ),
    (
        "listed_person_guard_update",
        "listed_person",
        "UPDATE",
        f"{STATE.format(row='OLD')} NOT IN ('draft', 'announced', 'closed')",
        "the list of a draw is sealed",
    ),
    (
        "listed_person_guard_delete",
        "listed_person",
        "DELETE",
        f"{STATE.format(row='OLD')} = 'closed'",
        "the list of a draw stays until its seal",
    ),
    *(
        (f"{table}_guard_{act.lower()}", table, act, "1 = 1", "this is written once")
        for table in WRITTEN_ONCE
        for act in ("UPDATE", "DELETE")
    ),
)


def upgrade() -> None:
    op.add_column("draw", sa.Column("category", sa.Text(), nullable=True))
    for name, default in (("one_per_household", sa.false()), ("takes_sign_ups", sa.true())):
        op.add_column("draw", sa.Column(name, sa.Boolean(), server_default=default, nullable=False))
    op.add_column("entry_secret", sa.Column("listed_id", sa.Integer(), nullable=True))
    op.add_column("departure", sa.Column("contest_until", sa.DateTime(timezone=True), nullable=True))
    create_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, act, condition, words in GUARDS:
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            continue
        row = "OLD" if act == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def create_tables() -> None:
    op.create_table(
        "pool_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "electoral_roll",
                "address_directory",
                "landlord",
                "volunteers",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "checking",
                "checked",
                "importing",
                "imported",
                "unreadable",
                "undone",
                "purged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("provenance", sa.String(length=200), nullable=False),
        sa.Column("provided_on", sa.Date(), nullable=False),
        sa.Column("purge_on", sa.Date(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=True),
        sa.Column("encoding", sa.String(length=20), nullable=True),
        sa.Column("separator", sa.String(length=1), nullable=True),
        sa.Column("unreadable", sa.String(length=200), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_doubtful", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("rows_kept", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'imported') = (imported_at IS NOT NULL AND ended_at IS NULL)", name=op.f("ck_pool_list_imported")
        ),
        sa.CheckConstraint("(state IN ('undone', 'purged')) = (ended_at IS NOT NULL)", name=op.f("ck_pool_list_ended")),
        sa.CheckConstraint("purge_on > provided_on", name=op.f("ck_pool_list_purge_on")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_pool_list_draw_id_draw")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["account.id"], name=op.f("fk_pool_list_imported_by_id_account")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_pool_list_sent_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_list")),
    )
    op.create_index(op.f("ix_pool_list_draw_id"), "pool_list", ["draw_id"], unique=False)
    op.create_table(
        "purge_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_purge_certificate_draw_id_draw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_certificate")),
    )
    op.create_index(op.f("ix_purge_certificate_draw_id"), "purge_certificate", ["draw_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "letter", "email", "phone", "visit", name="route", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "sent",
                "no_reply",
                "returned",
                "reached",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_attempt_draw_id_entry")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_attempt_recorded_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_entry", "attempt", ["draw_id", "index"], unique=False)
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "declined",
                "no_answer",
                "ineligible",
                "left",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_contest_draw_id_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
    )
    op.create_index("ix_contest_entry", "contest", ["draw_id", "index"], unique=False)
    op.create_table(
        "eligibility",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("is_in_perimeter", sa.Boolean(), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_eligibility_checked_by_id_account")),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_eligibility_draw_id_entry")
        ),
        sa.PrimaryKeyConstraint("draw_id", "index", name=op.f("pk_eligibility")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "letter", "email", "phone", "visit", name="route", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("needs_childcare", sa.Boolean(), nullable=False),
        sa.Column("needs_access", sa.Boolean(), nullable=False),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=False),
        sa.Column("interpreter_language", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("publishes_name", sa.Boolean(), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_invitation_created_by_id_account")),
        sa.ForeignKeyConstraint(
            ["draw_id", "index"], ["entry.draw_id", "entry.index"], name=op.f("fk_invitation_draw_id_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_invitation_code_sha256")),
        sa.UniqueConstraint("draw_id", "index", name=op.f("uq_invitation_draw_id_index")),
    )
    op.create_table(
        "listed_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("kept", "double", "removed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column(
            "gender",
            sa.Enum("F", "M", "X", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("address_key", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=True),
        sa.Column("town", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["pool_list.id"], name=op.f("fk_listed_person_list_id_pool_list")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_person")),
        sa.UniqueConstraint("list_id", "line", name=op.f("uq_listed_person_list_id_line")),
    )
    op.create_index("ix_listed_person_likeness", "listed_person", ["name_key", "birth_year"], unique=False)
    op.create_index(op.f("ix_listed_person_list_id"), "listed_person", ["list_id"], unique=False)
    op.create_table(
        "row_fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("is_doubt", sa.Boolean(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("accepted", "rejected", name="verdict", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_row_fault_decided_by_id_account")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["pool_list.id"], name=op.f("fk_row_fault_list_id_pool_list"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_fault")),
    )
    op.create_index(op.f("ix_row_fault_list_id"), "row_fault", ["list_id"], unique=False)
    op.create_table(
        "likely_double",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("listed_id", sa.Integer(), nullable=False),
        sa.Column("other_listed_id", sa.Integer(), nullable=True),
        sa.Column("sign_up_id", sa.Integer(), nullable=True),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(other_listed_id IS NULL) <> (sign_up_id IS NULL)", name=op.f("ck_likely_double_one_other")
        ),
        sa.CheckConstraint(
            "other_listed_id IS NULL OR other_listed_id < listed_id", name=op.f("ck_likely_double_pair")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_likely_double_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["listed_id"],
            ["listed_person.id"],
            name=op.f("fk_likely_double_listed_id_listed_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_listed_id"],
            ["listed_person.id"],
            name=op.f("fk_likely_double_other_listed_id_listed_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sign_up_id"], ["sign_up.id"], name=op.f("fk_likely_double_sign_up_id_sign_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likely_double")),
        sa.UniqueConstraint("listed_id", "other_listed_id", name=op.f("uq_likely_double_listed_id_other_listed_id")),
        sa.UniqueConstraint("listed_id", "sign_up_id", name=op.f("uq_likely_double_listed_id_sign_up_id")),
    )
    op.create_index(op.f("ix_likely_double_draw_id"), "likely_double", ["draw_id"], unique=False)
    op.create_table(
        "pair_review",
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "same", "two_people", "unknown", name="verdict", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_pair_review_account_id_account")),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["likely_double.id"], name=op.f("fk_pair_review_pair_id_likely_double"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pair_id", "account_id", name=op.f("pk_pair_review")),
    )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, _act, _condition, _words in GUARDS:
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("pair_review")
    op.drop_index(op.f("ix_likely_double_draw_id"), table_name="likely_double")
    op.drop_table("likely_double")
    op.drop_index(op.f("ix_row_fault_list_id"), table_name="row_fault")
    op.drop_table("row_fault")
    op.drop_index(op.f("ix_listed_person_list_id"), table_name="listed_person")
    op.drop_index("ix_listed_person_likeness", table_name="listed_person")
    op.drop_table("listed_person")
    op.drop_table("invitation")
    op.drop_table("eligibility")
    op.drop_index("ix_contest_entry", table_name="contest")
    op.drop_table("contest")
    op.drop_index("ix_attempt_entry", table_name="attempt")
    op.drop_table("attempt")
    op.drop_index(op.f("ix_purge_certificate_draw_id"), table_name="purge_certificate")
    op.drop_table("purge_certificate")
    op.drop_index(op.f("ix_pool_list_draw_id"), table_name="pool_list")
    op.drop_table("pool_list")
    op.drop_column("departure", "contest_until")
    op.drop_column("entry_secret", "listed_id")
    for name in reversed(CHOICES):
        op.drop_column("draw", name)
