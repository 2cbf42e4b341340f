#include <tests/support/slt/parser.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace helios::test::slt;

namespace {

std::vector<record> records_of(std::string_view text, dialect form = dialect::sqllogictest) {
  return parse("a file", text, form).records;
}

using lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a statement has its line, its SQL and what it expects") {
  auto const all = records_of(
      "# a comment\n\nstatement ok\nCREATE TABLE t(\n# inside\n  a int)\n\n\nstatement error\nboo\n"
      "\nstatement maybe\nwho knows");
  REQUIRE(all.size() == 3);
  CHECK(all[0].kind == record_kind::statement);
  CHECK(all[0].line == 3);
  CHECK(all[0].sql == "CREATE TABLE t(\n  a int)");
  CHECK(all[0].expects == expectation::success);
  CHECK(all[1].line == 9);
  CHECK(all[1].expects == expectation::failure);
  CHECK(all[1].sqlstate.empty());
  CHECK(all[2].expects == expectation::anything);
  CHECK(all[2].sql == "who knows");
}

TEST_CASE("a query has types, a sort mode, a label and expected lines") {
  auto const all = records_of(
      "query IT rowsort a-label-longer-than-20\nSELECT 1\n----\n1\n# no comment\n\n"
      "query R\nSELECT 2\n\nquery T valuesort\nSELECT 3\n----\n\nquery I nosort x-1\nSELECT 4\n");
  REQUIRE(all.size() == 4);
  CHECK(all[0].kind == record_kind::query);
  CHECK(all[0].types == "IT");
  CHECK(all[0].sort == sort_mode::rows);
  CHECK(all[0].label == "a-label-longer-than-");
  CHECK(all[0].expected == lines{"1", "# no comment"});
  CHECK(all[1].expected.empty());
  CHECK(all[1].sort == sort_mode::none);
  CHECK(all[2].sort == sort_mode::values);
  CHECK(all[2].expected.empty());
  CHECK(all[3].label == "x-1");
}

TEST_CASE("lines may end as on Windows, and words may be followed by a comment") {
  auto const all =
      records_of("skipif MySQL # not there\r\nquery I # one\r\nSELECT 1\r\n----\r\n1\r\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].line == 2);
  CHECK(all[0].label.empty());
  CHECK(all[0].sql == "SELECT 1");
  CHECK(all[0].expected == lines{"1"});
  REQUIRE(all[0].conditions.size() == 1);
  CHECK_FALSE(all[0].conditions[0].only);
  CHECK(all[0].conditions[0].what == "MySQL");
}

TEST_CASE("modifiers belong to the next record only") {
  auto const all =
      records_of("skipif a\nonlyif b\nconnection second\nstatement ok\nx\n\nstatement ok\ny\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].conditions.size() == 2);
  CHECK(all[0].conditions[1].only);
  CHECK(all[0].connection == "second");
  CHECK(all[1].conditions.empty());
  CHECK(all[1].connection.empty());
}

TEST_CASE("hash-threshold, and a condition on it, leave no record") {
  auto const all = records_of("onlyif a\nhash-threshold 8\n\nstatement ok\nx\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].conditions.empty());
}

TEST_CASE("halt is a record that may have a condition") {
  auto const all = records_of("onlyif mssql\nhalt\n\nstatement ok\nx\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].kind == record_kind::halt);
  CHECK(all[0].conditions.size() == 1);
}

TEST_CASE("an expected error may name its SQLSTATE") {
  auto const all = records_of("statement error 42P01\nSELECT * FROM nowhere\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].expects == expectation::failure);
  CHECK(all[0].sqlstate == "42P01");
}

TEST_CASE("a first line chooses the format of rows") {
  CHECK(parse("x", "# format: rows\n", dialect::sqllogictest).form == dialect::rows);
  CHECK(parse("x", "\n# format: rows\n", dialect::sqllogictest).form == dialect::sqllogictest);
  CHECK(parse("x", "# format: rows\n", dialect::duckdb).form == dialect::duckdb);
  CHECK(parse("x", "# format: table\n", dialect::sqllogictest).form == dialect::table);
}

TEST_CASE("a table file counts changed rows and has its own letters") {
  auto const all = records_of(
      "# format: table\n\nstatement count 3\nDELETE FROM t\n\nquery BIRT rowsort\nSELECT 1\n----\n"
      "t | 1 | 2 | x\n\nstatement error 22012\nSELECT 1/0\n----\ndivision by zero\n");
  REQUIRE(all.size() == 3);
  CHECK(all[0].expects == expectation::success);
  CHECK(all[0].count == std::size_t{3});
  CHECK(all[1].types == "BIRT");
  CHECK(all[1].sort == sort_mode::rows);
  CHECK(all[2].expected == lines{"division by zero"});
}

TEST_CASE("DuckDB's records name connections") {
  auto const all = records_of(
      "statement ok con1\nBEGIN\n\nstatement error con2\nboo\n----\nSome Error: boo\n\n"
      "query I con1\nSELECT 1\n----\n1\n\nquery II rowsort left\nSELECT 1, 2\n\n"
      "query I con2 label\nSELECT 1\n",
      dialect::duckdb);
  REQUIRE(all.size() == 5);
  CHECK(all[0].connection == "con1");
  CHECK(all[1].connection == "con2");
  CHECK(all[1].sql == "boo");
  CHECK(all[1].expected == lines{"Some Error: boo"});
  CHECK(all[2].connection == "con1");
  CHECK(all[2].label.empty());
  CHECK(all[3].connection.empty());
  CHECK(all[3].label == "left");
  CHECK(all[3].sort == sort_mode::rows);
  CHECK(all[4].connection == "con2");
  CHECK(all[4].label == "label");
}

TEST_CASE("DuckDB's controls are records or nothing") {
  auto const all = records_of(
      "require skip_reload\nset ignore_error_messages\nsleep 1 second\ntags slow\n"
      "mode skip unsupported\nmode unskip\nloop i 0 3\nforeach t a b !a\nendloop\nendloop\n",
      dialect::duckdb);
  REQUIRE(all.size() == 6);
  CHECK(all[0].kind == record_kind::skip_begin);
  CHECK(all[1].kind == record_kind::skip_end);
  CHECK(all[2].kind == record_kind::loop);
  CHECK(all[2].words == lines{"i", "0", "3"});
  CHECK(all[3].kind == record_kind::foreach);
  CHECK(all[3].words == lines{"t", "a", "b", "!a"});
  CHECK(all[5].kind == record_kind::endloop);
}

TEST_CASE("what breaks the format is named with its line") {
  auto const message = [](std::string_view text) {
    try {
      static_cast<void>(records_of(text));
    } catch (malformed const& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(message("\nboo\n") == "line 2: unknown word boo");
  CHECK(message("statement\nx\n") == "line 1: too few words after statement");
  CHECK(message("statement fine\nx\n") == "line 1: a statement is ok, error or maybe, not fine");
  CHECK(message("statement ok con1\nx\n") == "line 1: unexpected con1");
  CHECK(message("query X\nx\n") == "line 1: unknown type in X");
  CHECK(message("statement ok\n\nstatement ok\nx\n") == "line 1: a record without SQL");
  CHECK(message("hash-threshold many\n") == "line 1: not a number");
  CHECK(message("mode fast\n") == "line 1: unknown mode fast");
  CHECK(message("loop i 0\n") == "line 1: too few words after loop");
  CHECK(message("loop i 0 2\n") == "line 1: a loop without endloop");
  CHECK(message("endloop\n") == "line 1: endloop without a loop");
  CHECK(message("skipif a\n") == "line 1: a condition without a record");
}
