#include <helios/sql/define.hpp>

#include <tests/sql/define_fixture.hpp>

using namespace helios;
using namespace helios::test;

TEST_CASE("CREATE INDEX") {
  ddl d;
  d.define("CREATE TABLE t (a int, b text)");
  d.define(
      "CREATE INDEX ON t (a, b DESC); CREATE INDEX ON t (a, b); CREATE INDEX ON t (lower(b));"
      "CREATE INDEX ON t ((a + 1), (a + 2) DESC NULLS LAST)");
  names found;
  for (auto const& i : d.table("t")->indexes) found.push_back(i.name);
  REQUIRE(found == names{"t_a_b_idx", "t_a_b_idx1", "t_lower_idx", "t_expr_expr1_idx"});
  REQUIRE(d.table("t")->indexes[0].parts[1].order == types::descending);
  REQUIRE(d.table("t")->indexes[3].parts[1].order == types::key_order{true, false});
  REQUIRE(
      d.define("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_a_b_idx ON t USING btree (a)") ==
      "CREATE INDEX");
  REQUIRE(d.notices == names{"relation \"t_a_b_idx\" already exists, skipping"});
  REQUIRE(d.refused("CREATE INDEX ON t USING hnsw (a)") ==
          "0A000 access method \"hnsw\" is not supported yet");
  REQUIRE(d.refused("CREATE INDEX ON t USING foo (a)") ==
          "42704 access method \"foo\" does not exist");
  REQUIRE(d.refused("CREATE INDEX ON t (c)") == "42703 column \"c\" does not exist");
  REQUIRE(d.refused("CREATE INDEX ON t ((random()))") ==
          "42P17 functions in index expression must be marked IMMUTABLE");
  d.define("DROP INDEX t_a_b_idx");
  REQUIRE(d.refused("DROP INDEX t_a_b_idx") == "42704 index \"t_a_b_idx\" does not exist");
}

TEST_CASE("a view's text means the same whatever comes later") {
  ddl d;
  d.define("CREATE TABLE t (a int, b int); CREATE SCHEMA s; CREATE TABLE s.t (c int)");
  REQUIRE(d.define("CREATE VIEW v AS SELECT *, a + 1 AS next FROM t WHERE t.a > 0") ==
          "CREATE VIEW");
  REQUIRE(d.view("v")->query == "SELECT a, b, a + 1 AS next FROM public.t WHERE t.a > 0");
  REQUIRE(d.view("v")->columns == names{"a", "b", "next"});
  d.path = {"s", "public"};
  d.define("ALTER TABLE public.t ADD z int");
  d.path = {"public"};
  d.define("ALTER TABLE t RENAME TO tt");
  REQUIRE(d.view("v")->query == "SELECT a, b, a + 1 AS next FROM public.tt AS t WHERE t.a > 0");
  d.define("ALTER TABLE tt SET SCHEMA s; ALTER SCHEMA s RENAME TO r");
  REQUIRE(d.view("v")->query == "SELECT a, b, a + 1 AS next FROM r.tt AS t WHERE t.a > 0");
  REQUIRE(d.refused("ALTER TABLE r.tt RENAME a TO q") ==
          "2BP01 cannot rename column a of table tt because other objects depend on it | view v "
          "depends on column \"a\"");
  d.define("ALTER TABLE r.tt RENAME z TO y");
  REQUIRE(d.refused("ALTER TABLE r.tt ALTER a TYPE bigint") ==
          "0A000 cannot alter type of a column used by a view or rule | view v depends on column "
          "\"a\"");
  REQUIRE(d.refused("ALTER TABLE r.tt DROP b") ==
          "2BP01 cannot drop column b of table tt because other objects depend on it | view v "
          "depends on column b of table tt");
  d.define("ALTER TABLE r.tt DROP y");
  REQUIRE(d.refused("DROP TABLE r.tt") ==
          "2BP01 cannot drop table tt because other objects depend on it | view v depends on table "
          "tt");
  d.define("DROP SCHEMA r CASCADE");
  REQUIRE(!d.head().find_relation(public_schema, "v"));
}

TEST_CASE("CREATE OR REPLACE VIEW keeps the columns that others read") {
  ddl d;
  d.define("CREATE TABLE t (a int, b text); CREATE VIEW v (x) AS SELECT a, b FROM t");
  REQUIRE(d.view("v")->columns == names{"x", "b"});
  REQUIRE(d.refused("CREATE VIEW v AS SELECT 1 AS a") == "42P07 relation \"v\" already exists");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT a AS x FROM t") ==
          "42P16 cannot drop columns from view");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT a, b FROM t") ==
          "42P16 cannot change name of view column \"x\" to \"a\"");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT b AS x, b FROM t") ==
          "42P16 cannot change data type of view column \"x\" from integer to text");
  d.define("CREATE OR REPLACE VIEW v AS SELECT 1 AS x, 'k'::text AS b, 2 AS c");
  REQUIRE(d.view("v")->reads.empty());
  d.define("DROP TABLE t");
  REQUIRE(d.refused("CREATE OR REPLACE VIEW v AS SELECT 1 AS x, 'k'::text AS b, 2 AS c FROM v") !=
          "");
  REQUIRE(d.refused("CREATE VIEW w AS SELECT 1 AS a, 2 AS a") ==
          "42701 column \"a\" specified more than once");
  d.define("ALTER VIEW v RENAME COLUMN c TO d; ALTER VIEW v RENAME TO w");
  REQUIRE(d.view("w")->columns == names{"x", "b", "d"});
}

TEST_CASE("sequences") {
  ddl d;
  REQUIRE(d.define("CREATE SEQUENCE s START 5 INCREMENT BY 2 MAXVALUE 9") == "CREATE SEQUENCE");
  auto const next = [&] {
    std::int64_t v = 0;
    d.in_scope([&](catalog::write_scope& scope) {
      v = scope.next_value(*scope.catalog().sequence(public_schema, "s"));
    });
    return v;
  };
  REQUIRE(next() == 5);
  REQUIRE(next() == 7);
  d.define("ALTER SEQUENCE s INCREMENT 10 MAXVALUE 100");
  REQUIRE(next() == 17);
  d.define("ALTER SEQUENCE s RESTART");
  REQUIRE(next() == 5);
  d.define("ALTER SEQUENCE s RESTART WITH 50");
  REQUIRE(next() == 50);
  REQUIRE(d.refused("ALTER SEQUENCE s RESTART WITH 500") ==
          "22023 RESTART value (500) cannot be greater than MAXVALUE (100)");
  REQUIRE(d.refused("CREATE SEQUENCE r MAXVALUE 5 MAXVALUE 6") ==
          "42601 conflicting or redundant options");
  REQUIRE(d.refused("CREATE SEQUENCE r AS smallint MAXVALUE 40000") ==
          "22023 MAXVALUE (40000) is out of range for sequence data type smallint");
  d.define("CREATE SEQUENCE down INCREMENT -1");
  REQUIRE(d.head().sequence(public_schema, "down")->start == -1);
  d.define("CREATE TABLE t (a int DEFAULT nextval('s'), b int)");
  REQUIRE(d.table("t")->columns[0].sequence == d.head().sequence(public_schema, "s")->id);
  REQUIRE(d.refused("DROP SEQUENCE s") ==
          "2BP01 cannot drop sequence s because other objects depend on it | default value for "
          "column a of table t depends on sequence s");
  d.define("ALTER SEQUENCE s OWNED BY t.b; DROP TABLE t");
  REQUIRE(d.head().sequences_of(catalog::no_object).size() ==
          1);  // `down`; `s` went with its table
}

TEST_CASE("OWNED BY: a sequence goes and moves with its column") {
  ddl d;
  d.define(
      "CREATE TABLE a (id serial, n int); CREATE TABLE b (x int, y int);"
      "ALTER SEQUENCE a_id_seq OWNED BY b.x");
  std::string const uses = " | default value for column id of table a depends on sequence a_id_seq";
  REQUIRE(d.refused("DROP TABLE b") ==
          "2BP01 cannot drop table b because other objects depend on it" + uses);
  REQUIRE(d.refused("ALTER TABLE b DROP COLUMN x") ==
          "2BP01 cannot drop column x of table b because other objects depend on it" + uses);
  d.define("ALTER TABLE b DROP COLUMN y");
  REQUIRE(d.table("a")->columns[0].sequence != catalog::no_object);

  // A column of another type is the same column to its sequence.
  d.define("ALTER TABLE b ALTER COLUMN x TYPE bigint; CREATE SCHEMA q; ALTER TABLE b SET SCHEMA q");
  catalog::object_id const q = d.head().schema("q");
  auto const owned = d.head().sequence(q, "a_id_seq");
  REQUIRE(owned->owner_column == d.head().table(q, "b")->columns[0].id);
  REQUIRE(d.refused("ALTER SEQUENCE q.a_id_seq OWNED BY a.n") ==
          "55000 sequence must be in same schema as table it is linked to");
  d.define("ALTER TABLE q.b DROP COLUMN x CASCADE");
  REQUIRE(d.notices == names{"drop cascades to default value for column id of table a"});
  REQUIRE(d.table("a")->columns[0].sequence == catalog::no_object);
  REQUIRE(d.refused("DROP SEQUENCE q.a_id_seq") == "42P01 sequence \"a_id_seq\" does not exist");
}

TEST_CASE("OWNED BY: a sequence and its users may go together") {
  ddl d;
  std::string const tables =
      "CREATE TABLE a (id serial); CREATE TABLE b (x int); ALTER SEQUENCE a_id_seq OWNED BY b.x;";
  d.define(tables + "DROP TABLE b, a");
  REQUIRE(d.notices.empty());
  d.define(tables + "DROP TABLE b CASCADE");
  REQUIRE(d.notices == names{"drop cascades to default value for column id of table a"});
  REQUIRE(d.table("a")->columns[0].sequence == catalog::no_object);
  d.define(
      "CREATE SEQUENCE s; CREATE TABLE c (n int DEFAULT nextval('s')); DROP SEQUENCE s CASCADE");
  REQUIRE(d.notices == names{"drop cascades to default value for column n of table c"});
}

TEST_CASE("the sequence of an identity column goes with the column alone") {
  ddl d;
  d.define("CREATE SEQUENCE s; CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY, n int)");
  for (std::string const drop :
       {"DROP SEQUENCE t_id_seq", "DROP SEQUENCE t_id_seq CASCADE", "DROP SEQUENCE s, t_id_seq"}) {
    auto const refused = thrown_by([&] { return d.define(drop); });
    REQUIRE(refused);
    CHECK(std::string(refused->sqlstate()) == "2BP01");
    CHECK(refused->message() ==
          "cannot drop sequence t_id_seq because column id of table t requires it");
    CHECK(refused->hint() == "You can drop column id of table t instead.");
  }
  d.define("CREATE SCHEMA q; ALTER TABLE t SET SCHEMA q; ALTER TABLE q.t RENAME TO z");
  d.define("DROP SCHEMA q CASCADE");  // the sequence comes before its table there
  REQUIRE(!d.head().find_schema("q"));
}

TEST_CASE("OWNED BY: the sequence of an identity column keeps its owner") {
  ddl d;
  d.define("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n int)");
  for (char const* const to : {"t.n", "NONE"}) {
    REQUIRE(d.refused(std::string("ALTER SEQUENCE t_id_seq OWNED BY ") + to) ==
            "0A000 cannot change ownership of identity sequence | Sequence \"t_id_seq\" is linked "
            "to table \"t\".");
  }
}

TEST_CASE("DROP: messages, several at once, CASCADE") {
  ddl d;
  d.define(
      "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a);"
      "CREATE VIEW v AS SELECT id FROM a; CREATE VIEW w AS SELECT id FROM v");
  REQUIRE(d.refused("DROP TABLE nowhere") == "42P01 table \"nowhere\" does not exist");
  d.define("DROP TABLE IF EXISTS nowhere, elsewhere.nowhere");
  REQUIRE(d.notices == names{"table \"nowhere\" does not exist, skipping",
                             "table \"nowhere\" does not exist, skipping"});
  REQUIRE(d.refused("DROP TABLE v") == "42809 \"v\" is not a table");
  REQUIRE(d.refused("DROP VIEW a") == "42809 \"a\" is not a view");
  REQUIRE(d.refused("DROP SCHEMA nowhere") == "3F000 schema \"nowhere\" does not exist");
  REQUIRE(d.refused("DROP TYPE mood") != "");
  REQUIRE(d.refused("DROP TABLE a").starts_with("2BP01 "));
  d.define("DROP VIEW v, w");
  d.define("DROP TABLE a, b");
  d.define(
      "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a);"
      "CREATE VIEW v AS SELECT id FROM a");
  REQUIRE(d.define("DROP TABLE a CASCADE") == "DROP TABLE");
  REQUIRE(d.notices == names{"drop cascades to 2 other objects\n"
                             "drop cascades to constraint b_a_fkey on table b\n"
                             "drop cascades to view v"});
  REQUIRE(d.table("b")->constraints.empty());
}

TEST_CASE("what is accepted without effect, and what is not there yet") {
  ddl d;
  d.define("CREATE TABLE t (a int)");
  REQUIRE(d.refused("COMMENT ON COLUMN t.a IS 'x'") == "0A000 COMMENT ON is not supported yet");
  REQUIRE(d.refused("COMMENT ON COLUMN t.b IS 'x'") ==
          "42703 column \"b\" of relation \"t\" does not exist");
  REQUIRE(d.define("CREATE EXTENSION IF NOT EXISTS \"vector\"") == "CREATE EXTENSION");
  REQUIRE(d.refused("CREATE EXTENSION postgis") == "0A000 extension \"postgis\" is not available");
  for (char const* text :
       {"CREATE TYPE mood AS (a INT)", "CREATE DOMAIN d AS int", "CREATE DATABASE x",
        "CREATE MATERIALIZED VIEW m AS SELECT 1", "CREATE POLICY p ON t", "DROP DOMAIN x"}) {
    INFO(text);
    REQUIRE(d.refused(text).starts_with("0A000"));
  }
  d.define("ALTER TABLE t OWNER TO somebody");
  REQUIRE(d.define("CREATE SCHEMA IF NOT EXISTS public") == "CREATE SCHEMA");
}
