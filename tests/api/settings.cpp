#include <helios/api/settings.hpp>

#include <tests/api/session_fixture.hpp>

using namespace helios;
using namespace helios::test;

TEST_CASE("settings are set, shown, reset") {
  session_fixture db;
  CHECK(db("SHOW timezone") == "UTC");
  CHECK(db("SET application_name TO 'me'; SHOW application_name") == "me");
  CHECK(db("RESET application_name; SHOW application_name") == "");
  CHECK(db("SET statement_timeout = '2s'; SHOW statement_timeout") == "2000");
  CHECK(db("SET statement_timeout TO DEFAULT; SHOW statement_timeout") == "0");
  CHECK(db("SET log_min_duration_statement = 1000") == "SET");
  CHECK(db("SHOW listen_addresses") == "");
  CHECK(db("SHOW port") == "5432");
  CHECK(db("SET port = 1") == "55P02 parameter \"port\" cannot be changed");
  CHECK(db("SHOW nonsense") == "42704 unrecognized configuration parameter \"nonsense\"");
  CHECK(db("SET nonsense = 1") == "42704 unrecognized configuration parameter \"nonsense\"");
  CHECK(db("SET my.own = 'x'; SHOW my.own") == "x");
  CHECK(db("SET datestyle = 'ISO, DMY'").starts_with("22023"));
  CHECK(db("SET datestyle = ISO; SHOW datestyle") == "ISO, MDY");
  CHECK(db("SET client_encoding = 'UTF8'") == "SET");
  CHECK(db("SET NAMES 'LATIN1'") ==
        "22023 invalid value for parameter \"client_encoding\": "
        "\"LATIN1\"");
  CHECK(db("SET default_transaction_read_only = maybe") ==
        "22023 parameter \"default_transaction_read_only\" requires a Boolean value");
  CHECK(db("SET search_path = a, \"B c\", public; SHOW search_path") == "a, \"B c\", public");
  CHECK(db("SET application_name = a, b").starts_with("22023"));
  CHECK(db("RESET ALL; SHOW search_path") == "\"$user\", public");
  CHECK(db("SHOW ALL").find("timezone|UTC") == std::string::npos);
  CHECK(db("SHOW ALL").find("TimeZone|UTC|Sets the time zone") != std::string::npos);
}

TEST_CASE("time zones are offsets, with PostgreSQL's signs") {
  session_fixture db;
  auto const noon = [&] { return db("SELECT timestamptz '2026-01-01 12:00:00+00' :: text"); };
  CHECK(noon() == "2026-01-01 12:00:00+00");
  CHECK(db("SET TIME ZONE 2") == "SET");
  CHECK(noon() == "2026-01-01 14:00:00+02");
  CHECK(db("SET TIME ZONE -5") == "SET");
  CHECK(noon() == "2026-01-01 07:00:00-05");
  CHECK(db("SET timezone = 'EST'") == "SET");
  CHECK(noon() == "2026-01-01 07:00:00-05");
  CHECK(db("SET timezone = '+05:30'") == "SET");
  CHECK(noon() == "2026-01-01 06:30:00-05:30");
  CHECK(db("SET TIME ZONE INTERVAL '+05:30' HOUR TO MINUTE") == "SET");
  CHECK(noon() == "2026-01-01 17:30:00+05:30");
  CHECK(db("SET timezone = 'Mars/Olympus'")
            .starts_with("22023 invalid value for parameter "
                         "\"TimeZone\""));
}

TEST_CASE("prepared statements and EXPLAIN") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, s text); INSERT INTO t VALUES (1, 'a'),"
      "(2, 'b')");
  CHECK(db("PREPARE p (int) AS SELECT s FROM t WHERE id = $1") == "PREPARE");
  CHECK(db("EXECUTE p (2)") == "b");
  CHECK(db("EXECUTE p ('1')") == "a");
  CHECK(db("EXECUTE p (1 + 1)") == "b");
  CHECK(db("EXECUTE p") == "42601 wrong number of parameters for prepared statement \"p\"");
  CHECK(db("PREPARE p AS SELECT 1") == "42P05 prepared statement \"p\" already exists");
  CHECK(db("PREPARE q AS SELECT nothing FROM t").starts_with("42703"));
  CHECK(db("PREPARE i AS INSERT INTO t VALUES ($1, $2) RETURNING id") == "PREPARE");
  CHECK(db("EXECUTE i (3, 'c')") == "3");
  CHECK(db("DEALLOCATE p; EXECUTE p (1)") == "26000 prepared statement \"p\" does not exist");
  CHECK(db("DEALLOCATE ALL; EXECUTE i (1, 1)").starts_with("26000"));

  CHECK(outcome_of(*db.own, "EXPLAIN SELECT * FROM t").columns->at(0).name == "QUERY PLAN");
  CHECK(db("EXPLAIN SELECT * FROM t").find("on t") != std::string::npos);
  CHECK(db("EXPLAIN ANALYZE SELECT * FROM t").find("Execution Time: ") != std::string::npos);
  CHECK(db("EXPLAIN (VERBOSE, FORMAT JSON) SELECT 1").starts_with("0A000"));
  CHECK(db("EXPLAIN DELETE FROM t WHERE id = 1").starts_with("Delete on t"));
  CHECK(db("SELECT count(*) FROM t") == "3");
  CHECK(db("EXPLAIN ANALYZE DELETE FROM t WHERE id = 1").find("Rows: 1") != std::string::npos);
  CHECK(db("SELECT count(*) FROM t") == "2");
}

TEST_CASE("upkeep and PRAGMA") {
  session_fixture db(
      "CREATE TABLE t (id int PRIMARY KEY, s varchar(20) NOT NULL DEFAULT 'x');"
      "CREATE INDEX t_s ON t (s); INSERT INTO t VALUES (1, 'a')");
  CHECK(db("ANALYZE") == "ANALYZE");
  CHECK(db("ANALYZE t (s)") == "ANALYZE");
  CHECK(db("ANALYZE u") == "42P01 relation \"u\" does not exist");
  CHECK(db("REINDEX TABLE t") == "REINDEX");
  CHECK(db("REINDEX INDEX t_s") == "REINDEX");
  CHECK(db("REINDEX INDEX t") == "42809 \"t\" is not an index");
  CHECK(db("PRAGMA table_info(t)") == "0|id|integer|1|null|1, 1|s|character varying(20)|1|'x'|0");
  CHECK(db("PRAGMA index_list(t)") == "0|t_s|0|c|0");
  CHECK(db("PRAGMA table_info(nothing)") == "");
  CHECK(db("PRAGMA integrity_check") == "ok");
  CHECK(db("PRAGMA foreign_keys = ON") == "PRAGMA");
  CHECK(db("PRAGMA foreign_keys = OFF").starts_with("0A000"));
  CHECK(db("PRAGMA nonsense").starts_with("0A000"));
  CHECK(db("BEGIN; VACUUM") == "25001 VACUUM cannot run inside a transaction block");
}
