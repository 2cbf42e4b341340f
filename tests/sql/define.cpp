#include <helios/sql/define.hpp>

#include <tests/sql/define_fixture.hpp>

using namespace helios;
using namespace helios::test;

TEST_CASE("CREATE TABLE: columns, and names of constraints as PostgreSQL makes them") {
  ddl d;
  REQUIRE(d.define("CREATE TABLE p (a int, b text, PRIMARY KEY (a, b), UNIQUE (b))") ==
          "CREATE TABLE");
  REQUIRE(d.constraint_names("p") == names{"p_pkey", "p_b_key"});
  d.define(
      "CREATE TABLE t (id bigint PRIMARY KEY, n numeric(10, 2) NOT NULL DEFAULT 1 + 1,"
      " a int CHECK (a > 0), b int CHECK (a < b) CHECK (b > 0), c int CONSTRAINT mine UNIQUE,"
      " x int, y text, FOREIGN KEY (x, y) REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL)");
  auto const t = d.table("t");
  REQUIRE(d.constraint_names("t") ==
          names{"t_pkey", "t_a_check", "t_check", "t_b_check", "mine", "t_x_y_fkey"});
  REQUIRE(t->columns[1].default_text == "1 + 1");
  REQUIRE(t->columns[1].not_null);
  REQUIRE(t->columns[1].type == types::data_type(type_id::numeric, 10, 2));
  auto const& f = *t->find_constraint("t_x_y_fkey");
  REQUIRE(f.on_delete == catalog::key_action::cascade);
  REQUIRE(f.on_update == catalog::key_action::set_null);
  REQUIRE(f.referenced_columns.size() == 2);
  d.define("CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self)");
  REQUIRE(d.table("self")->find_constraint("self_up_fkey")->referenced == d.table("self")->id);
}

TEST_CASE("CREATE TABLE: what is refused") {
  ddl d;
  d.define("CREATE TABLE t (a int PRIMARY KEY)");
  REQUIRE(d.refused("CREATE TABLE t (a int)") == "42P07 relation \"t\" already exists");
  REQUIRE(d.define("CREATE TABLE IF NOT EXISTS t (b int)") == "CREATE TABLE");
  REQUIRE(d.notices == names{"relation \"t\" already exists, skipping"});
  REQUIRE(d.refused("CREATE TABLE u (a int, a text)") ==
          "42701 column \"a\" specified more than once");
  REQUIRE(d.refused("CREATE TABLE u (a int PRIMARY KEY, b int PRIMARY KEY)") ==
          "42P16 multiple primary keys for table \"u\" are not allowed");
  REQUIRE(d.refused("CREATE TABLE u (a int, PRIMARY KEY (b))") ==
          "42703 column \"b\" named in key does not exist");
  REQUIRE(d.refused("CREATE TABLE u (a int, UNIQUE (a, a))") ==
          "42701 column \"a\" appears twice in unique constraint");
  REQUIRE(d.refused("CREATE TABLE u (a int DEFAULT b, b int)") ==
          "0A000 cannot use column reference in DEFAULT expression");
  REQUIRE(d.refused("CREATE TABLE u (a int DEFAULT 1 DEFAULT 2)") ==
          "42601 multiple default values specified for column \"a\" of table \"u\"");
  REQUIRE(d.refused("CREATE TABLE u (a int NOT NULL NULL)") ==
          "42601 conflicting NULL/NOT NULL declarations for column \"a\" of table \"u\"");
  REQUIRE(d.refused("CREATE TABLE u (a int DEFAULT 'x')") ==
          "22P02 invalid input syntax for type integer: \"x\"");
  REQUIRE(d.refused("CREATE TABLE u (a date DEFAULT 1)") ==
          "42804 column \"a\" is of type date but default expression is of type integer");
  REQUIRE(d.refused("CREATE TABLE u (a int CHECK (a + 1))") ==
          "42804 argument of CHECK must be type boolean, not type integer");
  REQUIRE(d.refused("CREATE TABLE u (a int REFERENCES nowhere)") ==
          "42P01 relation \"nowhere\" does not exist");
  REQUIRE(d.refused("CREATE TABLE u (a int REFERENCES t (b))") ==
          "42703 column \"b\" referenced in foreign key constraint does not exist");
  REQUIRE(d.refused("CREATE TABLE nowhere.u (a int)") == "3F000 schema \"nowhere\" does not exist");
  REQUIRE(d.refused("CREATE TEMP TABLE u (a int)") ==
          "0A000 temporary tables are not supported yet");
  REQUIRE(d.refused("CREATE TABLE u (a text AUTOINCREMENT)") ==
          "42601 AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY");
  REQUIRE(d.refused("CREATE TABLE u (a int) WITH (nothing = 1)") ==
          "22023 unrecognized parameter \"nothing\"");
  REQUIRE(!d.head().find_relation(public_schema, "u"));
}

TEST_CASE("a literal default takes the column's type and keeps it") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int DEFAULT '5', b date DEFAULT '2026-01-02', c varchar(3) DEFAULT 'abc',"
      " d timestamptz DEFAULT '2026-01-02 03:04:05+00', e char(2) DEFAULT 'x')");
  row_values const row = d.insert("t", {{}, {}, {}, {}, {}});
  REQUIRE(row[0] == int4(5));
  REQUIRE(types::to_text(row[1]) == "2026-01-02");
  REQUIRE(types::to_text(row[2]) == "abc");
  REQUIRE(types::to_text(row[3]) == "2026-01-02 03:04:05+00");
  REQUIRE(d.table("t")->columns[1].default_text == "CAST ('2026-01-02' AS date)");
  REQUIRE(d.refused("CREATE TABLE u (a date DEFAULT 'soon')") ==
          "22007 invalid input syntax for type date: \"soon\"");
}

TEST_CASE("serial, identity and numbered columns give values of their own") {
  ddl d;
  d.define("CREATE TABLE s (id SERIAL PRIMARY KEY, a int)");
  auto const t = d.table("s");
  auto const sequence = d.head().sequence(public_schema, "s_id_seq");
  REQUIRE(t->columns[0].sequence == sequence->id);
  REQUIRE(sequence->owner == t->id);
  REQUIRE(sequence->owner_column == t->columns[0].id);
  REQUIRE(sequence->maximum == 2147483647);
  REQUIRE(d.insert("s", {{}, int4(7)})[0] == int4(1));
  REQUIRE(d.insert("s", {{}, int4(8)})[0] == int4(2));
  d.define("CREATE TABLE i (id bigint GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5), a int)");
  REQUIRE(d.table("i")->columns[0].identity == catalog::identity_kind::always);
  REQUIRE(d.insert("i", {{}, int4(7)})[0] == value(std::int64_t{10}));
  REQUIRE(d.insert("i", {{}, int4(7)})[0] == value(std::int64_t{15}));
  d.define("DROP TABLE s");
  REQUIRE(!d.head().find_relation(public_schema, "s_id_seq"));
}

TEST_CASE("INTEGER PRIMARY KEY numbers rows behind every key that is there") {
  ddl d;
  d.define("CREATE TABLE t (id INTEGER PRIMARY KEY, a int)");
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1));
  d.insert("t", {int4(1000), int4(1)});
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1001));
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1002));
  d.insert("t", {int4(-5), int4(1)});
  REQUIRE(d.insert("t", {{}, int4(1)})[0] == int4(1003));
  REQUIRE(state_of([&] { return d.insert("t", {value(), int4(1)}); }) == "23502");
  d.insert("t", {int4(2147483647), int4(1)});
  REQUIRE(state_of([&] { return d.insert("t", {{}, int4(1)}); }) == "22003");
  d.define("CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, a int)");
  REQUIRE(d.insert("u", {value(), int4(1)})[0] == int4(1));
  REQUIRE(d.insert("u", {{}, int4(1)})[0] == int4(2));
}

TEST_CASE("generated columns and LIKE") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int DEFAULT 5, b int GENERATED ALWAYS AS (a + 1) STORED,"
      " CHECK (a > 0), UNIQUE (b))");
  REQUIRE(d.insert("t", {int4(3), {}})[1] == int4(4));
  REQUIRE(d.refused("CREATE TABLE u (a int, b int GENERATED ALWAYS AS (a) STORED,"
                    " c int GENERATED ALWAYS AS (b) STORED)") ==
          "42P17 cannot use generated column \"b\" in column generation expression | A generated "
          "column cannot reference another generated column.");
  REQUIRE(d.refused("CREATE TABLE u (a float8 GENERATED ALWAYS AS (random()) STORED)") ==
          "42P17 generation expression is not immutable");
  d.define("CREATE TABLE bare (LIKE t)");
  REQUIRE(d.table("bare")->constraints.empty());
  REQUIRE(!d.table("bare")->columns[0].default_text);
  d.define("CREATE TABLE full_ (LIKE t INCLUDING ALL)");
  REQUIRE(d.constraint_names("full_") == names{"t_a_check", "full__b_key"});
  REQUIRE(d.table("full_")->columns[1].generated_text == "a + 1");
}

TEST_CASE("ALTER TABLE: columns") {
  ddl d;
  d.define("CREATE TABLE t (a int PRIMARY KEY, b int)");
  d.insert("t", {int4(1), int4(10)});
  d.define("ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 7, ADD d text UNIQUE");
  REQUIRE(d.define("ALTER TABLE t ADD COLUMN IF NOT EXISTS c int") == "ALTER TABLE");
  REQUIRE(d.notices == names{"column \"c\" of relation \"t\" already exists, skipping"});
  REQUIRE(d.refused("ALTER TABLE t ADD e int NOT NULL") ==
          "23502 column \"e\" of relation \"t\" contains null values");
  REQUIRE(d.constraint_names("t") == names{"t_pkey", "t_d_key"});
  d.define("ALTER TABLE t ADD n SERIAL");
  REQUIRE(d.head().sequence(public_schema, "t_n_seq")->owner == d.table("t")->id);
  d.define("ALTER TABLE t ALTER b SET DEFAULT 3, ALTER b SET NOT NULL, ALTER b TYPE bigint");
  REQUIRE(d.table("t")->columns[1].default_text == "3");
  REQUIRE(d.table("t")->columns[1].type.id == type_id::int8);
  REQUIRE(d.refused("ALTER TABLE t ALTER b TYPE date") ==
          "42804 default for column \"b\" cannot be cast automatically to type date");
  d.define("ALTER TABLE t ALTER b DROP DEFAULT, ALTER b DROP NOT NULL");
  REQUIRE(d.refused("ALTER TABLE t ALTER b TYPE date") ==
          "42804 column \"b\" cannot be cast automatically to type date");
  d.define("ALTER TABLE t ALTER b TYPE text USING b + 1");
  REQUIRE(d.refused("ALTER TABLE t DROP COLUMN z") ==
          "42703 column \"z\" of relation \"t\" does not exist");
  d.define("ALTER TABLE t DROP COLUMN IF EXISTS z, DROP COLUMN c");
  REQUIRE(d.table("t")->columns.size() == 4);
  REQUIRE(d.define("ALTER TABLE IF EXISTS nowhere ADD a int") == "ALTER TABLE");
  REQUIRE(d.refused("ALTER TABLE nowhere ADD a int") ==
          "42P01 relation \"nowhere\" does not exist");
  d.define("ALTER TABLE t ADD SYSTEM VERSIONING");
  REQUIRE(d.notices == names{"every table keeps its history: SYSTEM VERSIONING changes nothing"});
  REQUIRE(d.refused("ALTER TABLE t ENABLE ROW LEVEL SECURITY") ==
          "0A000 row level security is not supported yet");
}

TEST_CASE("a column's new name reaches every expression of its table") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int CHECK (t.a > 0), b int GENERATED ALWAYS AS (a + a) STORED);"
      "CREATE INDEX ON t ((a + b)) WHERE a > 5");
  d.define("ALTER TABLE t RENAME a TO \"A b\"");
  auto const t = d.table("t");
  REQUIRE(t->constraints[0].text == "t.\"A b\" > 0");
  REQUIRE(t->columns[1].generated_text == "\"A b\" + \"A b\"");
  REQUIRE(t->indexes[0].parts[0].expression == "\"A b\" + b");
  REQUIRE(t->indexes[0].predicate == "\"A b\" > 5");
  REQUIRE(d.insert("t", {int4(3), {}})[1] == int4(6));
  REQUIRE(d.refused("ALTER TABLE t RENAME b TO \"A b\"") ==
          "42701 column \"A b\" of relation \"t\" already exists");
}

TEST_CASE("a column goes with the expressions that name it") {
  ddl d;
  d.define(
      "CREATE TABLE t (a int, b int CHECK (a < b), c int GENERATED ALWAYS AS (a) STORED);"
      "CREATE INDEX i ON t ((a + b)); CREATE INDEX j ON t (b) WHERE a > 1");
  REQUIRE(d.refused("ALTER TABLE t DROP a") ==
          "2BP01 cannot drop column a of table t because other objects depend on it | column c of "
          "table t depends on column a of table t");
  d.define("ALTER TABLE t DROP a CASCADE");
  auto const t = d.table("t");
  REQUIRE(t->columns.size() == 1);
  REQUIRE(t->constraints.empty());
  REQUIRE(t->indexes.empty());
}
