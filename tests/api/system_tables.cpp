#include <helios/api/system_tables.hpp>

#include <tests/api/session_fixture.hpp>

using namespace helios;
using namespace helios::test;

TEST_CASE("pg_database_branches, with and without brackets") {
  session_fixture f("CREATE TABLE t (a int); INSERT INTO t SELECT * FROM generate_series(1, 2000)");
  f("CREATE BRANCH dev; CREATE BRANCH two FROM dev");
  REQUIRE(f("SELECT branch_name, parent_branch, status, is_current FROM pg_database_branches() "
            "ORDER BY branch_id") == "main|null|active|t, dev|main|active|f, two|dev|active|f");
  REQUIRE(f("SELECT count(*) FROM pg_database_branches WHERE branch_name LIKE 'd%'") == "1");
  // A fresh branch is as large as its parent and has nothing of its own.
  REQUIRE(f("SELECT count(DISTINCT size_bytes), min(own_bytes), max(own_bytes) = max(size_bytes) "
            "FROM pg_database_branches") == "1|0|t");
  f("USE BRANCH dev; INSERT INTO t VALUES (1)");
  REQUIRE(f("SELECT own_bytes > 0 FROM pg_database_branches WHERE branch_name = 'dev'") == "t");
  REQUIRE(f("SELECT created_at > now() - interval '1 day' FROM pg_database_branches LIMIT 1") ==
          "t");
}

TEST_CASE("commits are listed with who made them, along a branch into its parents") {
  session_fixture f("CREATE TABLE t (a int)");
  f("SET helios.author = 'ada'; SET helios.commit_message = 'first'; INSERT INTO t VALUES (1)");
  f("CREATE BRANCH dev; USE BRANCH dev; INSERT INTO t VALUES (2); USE BRANCH main");
  f("INSERT INTO t VALUES (3)");
  REQUIRE(f("SELECT branch_name, author, message FROM helios_commits() LIMIT 3") ==
          "main|ada|, dev|ada|, main|ada|first");
  REQUIRE(f("SELECT branch_name FROM helios_log('dev') LIMIT 2") == "dev, main");
  REQUIRE(f("SELECT helios_log.scn = current_scn() FROM helios_log LIMIT 1") == "t");
}

TEST_CASE("helios_diff shows rows that came and went, and cells that changed") {
  session_fixture f(
      "CREATE TABLE t (id int PRIMARY KEY, a text, b int); CREATE TABLE u (x text);"
      "INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2); CREATE TAG before");
  f("UPDATE t SET a = 'z', b = NULL WHERE id = 1; DELETE FROM t WHERE id = 2;"
    "INSERT INTO t VALUES (3, 'n', 3)");
  REQUIRE(f("SELECT * FROM helios_diff('before', 'main')") ==
          "t|1|update|a|x|z, t|1|update|b|1|null, t|2|delete|null|(2, y, 2)|null, "
          "t|3|insert|null|null|(3, n, 3)");
  REQUIRE(f("SELECT count(*) FROM helios_diff('before', 'main', 'u')") == "0");
  REQUIRE(f("SELECT * FROM helios_diff('before', 'nowhere')") ==
          "42704 branch or tag \"nowhere\" does not exist");
  REQUIRE(f("SELECT * FROM helios_diff('before')").starts_with("42883 "));
}

TEST_CASE("information_schema") {
  session_fixture f(
      "CREATE TABLE p (id serial PRIMARY KEY, n numeric(8, 2) NOT NULL DEFAULT 0, v varchar(20));"
      "CREATE TABLE c (p int REFERENCES p, CHECK (p > 0)); CREATE VIEW w AS SELECT n, v FROM p");
  REQUIRE(f("SELECT table_name, table_type FROM information_schema.tables ORDER BY 1") ==
          "c|BASE TABLE, p|BASE TABLE, w|VIEW");
  REQUIRE(f("SELECT column_name, ordinal_position, column_default, is_nullable, data_type, "
            "character_maximum_length, numeric_precision, numeric_scale "
            "FROM information_schema.columns WHERE table_name = 'p' ORDER BY 2") ==
          "id|1|nextval('p_id_seq'::regclass)|NO|integer|null|32|0, "
          "n|2|0|NO|numeric|null|8|2, v|3|null|YES|character varying|20|null|null");
  REQUIRE(f("SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = 'w'") == "n|numeric, v|character varying");
  REQUIRE(f("SELECT constraint_name, constraint_type FROM information_schema.table_constraints "
            "ORDER BY 1") == "c_p_check|CHECK, c_p_fkey|FOREIGN KEY, p_pkey|PRIMARY KEY");
  REQUIRE(f("SELECT constraint_name, column_name, ordinal_position "
            "FROM information_schema.key_column_usage ORDER BY 1") == "c_p_fkey|p|1, p_pkey|id|1");
  REQUIRE(f("SELECT schema_name FROM information_schema.schemata ORDER BY 1") ==
          "information_schema, pg_catalog, public");
}

TEST_CASE("pg_catalog") {
  session_fixture f(
      "CREATE TABLE t (a int PRIMARY KEY, b text); CREATE SEQUENCE s;"
      "CREATE UNIQUE INDEX i ON t (lower(b) DESC, a) WHERE a > 0");
  REQUIRE(f("SELECT tablename FROM pg_tables") == "t");
  REQUIRE(f("SELECT indexdef FROM pg_catalog.pg_indexes ORDER BY indexname") ==
          "CREATE UNIQUE INDEX i ON public.t USING btree ((lower(b)) DESC, a) WHERE (a > 0), "
          "CREATE UNIQUE INDEX t_pkey ON public.t USING btree (a)");
  REQUIRE(f("SELECT c.relname, n.nspname FROM pg_class c JOIN pg_namespace n "
            "ON c.relnamespace = n.oid WHERE c.relkind = 'r'") == "t|public");
  REQUIRE(f("SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_class c "
            "ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid WHERE c.relname = 't' "
            "ORDER BY a.attnum") == "a|integer, b|text");
  REQUIRE(f("SELECT sequencename FROM pg_sequences") == "s");
  REQUIRE(f("SELECT setting FROM pg_settings WHERE name = 'server_encoding'") == "UTF8");
}

TEST_CASE("a table of one's own hides a system table, but for its schema") {
  session_fixture f("CREATE TABLE pg_tables (mine int); INSERT INTO pg_tables VALUES (7)");
  REQUIRE(f("SELECT * FROM pg_tables") == "7");
  REQUIRE(f("SELECT tablename FROM pg_catalog.pg_tables") == "pg_tables");
}

TEST_CASE("what changed in the transaction is in the catalog's tables too") {
  session_fixture f;
  REQUIRE(f("BEGIN; CREATE TABLE t (a int); SELECT tablename FROM pg_tables") == "t");
  REQUIRE(f("ROLLBACK; SELECT count(*) FROM pg_tables") == "0");
}

TEST_CASE("helios_storage and the functions about sizes, sequences and commits") {
  session_fixture f("CREATE TABLE t (a int); INSERT INTO t VALUES (1); CREATE SEQUENCE s");
  REQUIRE(f("SELECT file_bytes > 0, commits = current_scn(), branches FROM helios_storage") ==
          "t|t|1");
  REQUIRE(f("SELECT nextval('s'), nextval('public.s'), currval('s'), lastval()") == "1|2|2|2");
  REQUIRE(f("SELECT setval('s', 10), setval('s', 20, false)") == "10|20");
  REQUIRE(f("SELECT nextval('s')") == "20");
  REQUIRE(f("SELECT setval('s', 30), nextval('s'), currval('s')") == "30|31|31");
  REQUIRE(f("BEGIN; SELECT setval('s', 40), nextval('s')") == "40|41");
  REQUIRE(f("ROLLBACK; SELECT nextval('s')") == "32");
  REQUIRE(f("SELECT nextval('nowhere')") == "42P01 relation \"nowhere\" does not exist");
  REQUIRE(f("SELECT pg_database_size(current_database()) > 0") == "t");
  REQUIRE(f("SELECT pg_database_size('other')") == "3D000 database \"other\" does not exist");
  REQUIRE(f("SELECT pg_total_relation_size('t') >= pg_relation_size('t')") == "t");
  REQUIRE(f("SELECT current_setting('helios.nothing', true)") == "null");
  REQUIRE(f("SELECT current_setting('nothing')")
              .starts_with("42704 unrecognized configuration parameter"));
  REQUIRE(f("SELECT current_branch()") == "main");
  REQUIRE(f("BEGIN; SELECT txid_current() = pg_current_xact_id()") == "t");
}
