#include <tests/support/slt/schedule.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace helios::test::slt;

namespace {

using lines = std::vector<std::string>;

/// `sql` of each step, or `sql -- why it is skipped`.
lines steps_of(std::string_view text, dialect form = dialect::duckdb,
               std::string_view engine = "PostgreSQL") {
  lines all;
  for (step const& each : schedule(parse("a file", text, form), engine)) {
    all.push_back(each.what.sql + (each.skipped.empty() ? "" : " -- " + each.skipped));
  }
  return all;
}

}  // namespace

TEST_CASE("conditions compare the engine's name regardless of case") {
  std::string const text =
      "skipif postgresql\nstatement ok\na\n\nonlyif PostgreSQL\nstatement ok\nb\n\n"
      "onlyif mysql\nstatement ok\nc\n\nskipif mysql\nonlyif postgresql\nstatement ok\nd\n";
  CHECK(steps_of(text, dialect::sqllogictest) ==
        lines{"a -- skipif postgresql", "b", "c -- onlyif mysql", "d"});
  CHECK(steps_of(text, dialect::sqllogictest, "mysql") ==
        lines{"a", "b -- onlyif PostgreSQL", "c", "d -- skipif mysql"});
}

TEST_CASE("halt ends a file unless its condition excludes it") {
  CHECK(steps_of(
            "statement ok\na\n\nonlyif mssql\nhalt\n\nstatement ok\nb\n\nhalt\n\nquery I\nc\n") ==
        lines{"a", "b", "c -- after halt"});
}

TEST_CASE("mode skip holds until mode unskip") {
  CHECK(
      steps_of(
          "statement ok\na\n\nmode skip x\n\nstatement ok\nb\n\nmode unskip\nstatement ok\nc\n") ==
      lines{"a", "b -- mode skip", "c"});
}

TEST_CASE("a loop counts up to its end, without it") {
  CHECK(steps_of(
            "loop i 2 4\n\nstatement ok\ninsert ${i}, ${i}\n\nendloop\n\nstatement ok\n${i}\n") ==
        lines{"insert 2, 2", "insert 3, 3", "${i}"});
  CHECK(steps_of("loop i 3 3\nstatement ok\nx\n\nendloop\n").empty());
}

TEST_CASE("loops nest, and the inner one's words may use the outer one's variable") {
  CHECK(steps_of("foreach t int text\nloop i 0 2\nstatement ok\n${t}${i}\n\nendloop\n\n"
                 "statement ok\nend ${t}\n\nendloop\n") ==
        lines{"int0", "int1", "end int", "text0", "text1", "end text"});
  CHECK(steps_of("loop i 1 3\nloop j 0 ${i}\nforeach k a b\nstatement ok\n${i}${j}${k}\n\n"
                 "endloop\nendloop\nendloop\n") == lines{"10a", "10b", "20a", "20b", "21a", "21b"});
}

TEST_CASE("a loop's variable is replaced in expected lines and connections") {
  auto const steps = schedule(
      parse("x", "loop i 1 2\nquery I con${i}\nSELECT\n----\n${i}0\n\nendloop\n", dialect::duckdb),
      "postgresql");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].what.expected == lines{"10"});
  CHECK(steps[0].what.connection == "con1");
  CHECK(steps[0].what.line == 2);
}

TEST_CASE("foreach knows DuckDB's lists and takes words back") {
  auto const turns = [](std::string const& words) {
    return steps_of("foreach t " + words + "\nstatement ok\n${t}\n\nendloop\n");
  };
  CHECK(turns("<integral>") == lines{"tinyint", "smallint", "integer", "bigint", "hugeint"});
  CHECK(turns("<signed> !hugeint !tinyint") == lines{"smallint", "integer", "bigint"});
  CHECK(turns("<numeric> x") ==
        lines{"float", "double", "tinyint", "smallint", "integer", "bigint", "hugeint", "x"});
  CHECK_THROWS_AS(turns("<everything>"), malformed);
}

TEST_CASE("conditions compare a loop's variable, as a number where both are") {
  auto const kept = [](std::string const& condition) {
    return steps_of("loop v 8 11\n" + condition + "\nstatement ok\n${v}\n\nendloop\n");
  };
  CHECK(kept("skipif v=9") == lines{"8", "9 -- skipif v=9", "10"});
  CHECK(kept("onlyif v<9") == lines{"8", "9 -- onlyif v<9", "10 -- onlyif v<9"});
  CHECK(kept("onlyif v<=9") == lines{"8", "9", "10 -- onlyif v<=9"});
  CHECK(kept("skipif v>9") == lines{"8", "9", "10 -- skipif v>9"});
  CHECK(kept("skipif v>=9") == lines{"8", "9 -- skipif v>=9", "10 -- skipif v>=9"});
  CHECK(kept("skipif v!=9") == lines{"8 -- skipif v!=9", "9", "10 -- skipif v!=9"});
  CHECK(kept("skipif v<>9") == lines{"8 -- skipif v<>9", "9", "10 -- skipif v<>9"});
  CHECK_THROWS_AS(kept("skipif w=1"), malformed);
  CHECK_THROWS_AS(kept("skipif v=>1"), malformed);
  CHECK_THROWS_AS(kept("skipif v="), malformed);
  CHECK(steps_of("foreach t b a\nskipif t=a\nstatement ok\n${t}\n\nendloop\n") ==
        lines{"b", "a -- skipif t=a"});
}

TEST_CASE("a loop that is excluded is counted as one turn") {
  CHECK(steps_of("onlyif mysql\nloop i 0 9\nstatement ok\n${i}\n\nendloop\n") ==
        lines{"${i} -- onlyif mysql"});
}

TEST_CASE("a loop's bounds are numbers") {
  CHECK_THROWS_WITH(steps_of("\nloop i a 3\nendloop\n"), "line 2: a loop from a to 3");
}

TEST_CASE("statements that only set DuckDB's options are left out") {
  for (char const* sql : {"PRAGMA enable_verification",
                          "pragma disable_verification;",
                          "PRAGMA verify_parallelism",
                          "PRAGMA force_index_join",
                          "PRAGMA enable_profiling",
                          "PRAGMA disable_profiling",
                          "PRAGMA threads=4",
                          "PRAGMA explain_output = OPTIMIZED_ONLY",
                          "PRAGMA debug_checkpoint",
                          "PRAGMA wal_autocheckpoint='1TB'",
                          "PRAGMA perfect_ht_threshold=0",
                          "SET threads=1",
                          "SET explain_output='x'",
                          "SET debug_force_external=true",
                          "set verify_fetch_row=true",
                          "SET enable_verification=true",
                          "SET storage_compatibility_version='v1.0.0'",
                          "SET pivot_filter_threshold TO DEFAULT",
                          "SET\n merge_join_threshold=0",
                          "SET partitioned_write_max_open_files=1",
                          "SET late_materialization_max_rows=2"}) {
    CAPTURE(sql);
    CHECK(sets_duckdb_option(sql));
  }
  for (char const* sql : {"PRAGMA memory_limit=1", "PRAGMA default_null_order='x'", "SET x=1",
                          "SET default_null_order='nulls_first';", "UPDATE t SET threads=1",
                          "SET lambda_syntax='x_threshold'", "SET", "SELECT 1", ""}) {
    CAPTURE(sql);
    CHECK_FALSE(sets_duckdb_option(sql));
  }
  std::string const text = "statement ok\nSET threads=1\n";
  CHECK(steps_of(text) == lines{"SET threads=1 -- sets an option of DuckDB"});
  CHECK(steps_of(text, dialect::sqllogictest) == lines{"SET threads=1"});
}
