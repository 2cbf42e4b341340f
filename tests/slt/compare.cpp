#include <tests/support/slt/compare.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace helios::test::slt;

namespace {

using lines = std::vector<std::string>;

record query(std::string types, lines expected, sort_mode sort = sort_mode::none,
             std::string label = {}) {
  record r{record_kind::query, 7};
  r.types = std::move(types);
  r.expected = std::move(expected);
  r.sort = sort;
  r.label = std::move(label);
  return r;
}

rows texts(std::size_t columns, lines const& values) {
  rows got{columns};
  for (std::string const& each : values) got.values.push_back(text{each});
  return got;
}

/// Why they differ; empty: they do not.
std::string reason(dialect form, record const& r, rows const& got) {
  auto const wrong = comparer(form).compare(r, got);
  return wrong ? wrong->cause + ": " + wrong->reason : "";
}

}  // namespace

TEST_CASE("sqllogictest: values in order, one per line") {
  auto const form = dialect::sqllogictest;
  CHECK(reason(form, query("TI", {"a", "1", "b", "2"}),
               {2, {text{"a"}, integer{"1"}, text{"b"}, integer{"2"}}}) == "");
  CHECK(reason(form, query("T", {"b", "a"}), texts(1, {"a", "b"})) ==
        "wrong values: row 1 column 1: expected b, got a");
  CHECK(reason(form, query("T", {"a"}), texts(1, {"a", "b"})) ==
        "wrong number of rows: expected 1 values in 1 columns, got 2 values: a b");
  CHECK(reason(form, query("TT", {"a"}), texts(1, {"a"})) ==
        "wrong number of columns: expected 2 columns, got 1");
  CHECK(reason(form, query("T", {}), texts(1, {})) == "");
  CHECK(reason(form, query("T", {}), texts(1, {"a"})) != "");
  CHECK(reason(form, query("T", {"a\tb"}), texts(1, {"a\tb"})) != "");
}

TEST_CASE("rowsort sorts whole rows as text, valuesort all values") {
  for (dialect const form : {dialect::sqllogictest, dialect::duckdb}) {
    rows const got{2,
                   {integer{"9"}, text{"x"}, integer{"10"}, text{"z"}, integer{"10"}, text{"y"}}};
    CHECK(reason(form, query("IT", {"10", "y", "10", "z", "9", "x"}, sort_mode::rows), got) == "");
    CHECK(reason(form, query("IT", {"10", "10", "9", "x", "y", "z"}, sort_mode::values), got) ==
          "");
    // Both sides are sorted, so that an author need not know the order of text.
    CHECK(reason(form, query("IT", {"9", "x", "10", "z", "10", "y"}, sort_mode::rows), got) == "");
    CHECK(reason(form, query("IT", {"10", "x", "10", "y", "9", "z"}, sort_mode::rows), got) != "");
    CHECK(reason(form, query("IT", {"10", "y", "10", "z", "9", "x"}), got) != "");
  }
}

TEST_CASE("sorting compares bytes without sign") {
  CHECK(reason(dialect::duckdb, query("T", {"z", "\xc3\xa9"}, sort_mode::rows),
               texts(1, {"\xc3\xa9", "z"})) == "");
  comparer c(dialect::duckdb);
  std::string const sorted = "2 values hashing to " + md5_of("z\n\xc3\xa9\n");
  CHECK_FALSE(c.compare(query("T", {sorted}, sort_mode::rows), texts(1, {"\xc3\xa9", "z"})));
}

TEST_CASE("a hash is of every value and a newline, in sorted order") {
  auto const form = dialect::sqllogictest;
  std::string const hash = "3 values hashing to " + md5_of("a\nb\nc\n");
  CHECK(reason(form, query("T", {hash}, sort_mode::rows), texts(1, {"c", "a", "b"})) == "");
  CHECK(reason(form, query("T", {hash}), texts(1, {"a", "b", "c"})) == "");
  CHECK(reason(form, query("T", {hash}), texts(1, {"c", "a", "b"})).starts_with("wrong values"));
  CHECK(reason(form, query("T", {hash}), texts(1, {"a"})).starts_with("wrong number of rows"));
  CHECK(reason(form, query("T", {"3 values hashing to it"}),
               texts(1, {"3 values hashing to it"})) == "");
}

TEST_CASE("values above the hash threshold may be listed all the same") {
  lines const many{"1", "2", "3", "4", "5", "6", "7", "8", "9", "9"};
  CHECK(reason(dialect::sqllogictest, query("T", many), texts(1, many)) == "");
}

TEST_CASE("a boolean is hashed as its digit in both dialects") {
  std::string const hash = "2 values hashing to " + md5_of("1\n0\n");
  for (dialect const form : {dialect::sqllogictest, dialect::duckdb}) {
    CHECK(reason(form, query("I", {hash}), {1, {true, false}}) == "");
  }
}

TEST_CASE("queries with the same label return the same") {
  comparer c(dialect::sqllogictest);
  auto const labelled = [](lines expected, std::string label) {
    return query("T", std::move(expected), sort_mode::rows, std::move(label));
  };
  CHECK_FALSE(c.compare(labelled({"a", "b"}, "one"), texts(1, {"a", "b"})));
  CHECK_FALSE(c.compare(labelled({"a", "b"}, "one"), texts(1, {"b", "a"})));
  CHECK_FALSE(c.compare(labelled({"a"}, "two"), texts(1, {"a"})));
  auto const wrong = c.compare(labelled({"c"}, "one"), texts(1, {"c"}));
  REQUIRE(wrong);
  CHECK(wrong->cause == "other result than its label");
  CHECK(wrong->reason == "differs from line 7, label one; 1 values: c");
}

TEST_CASE("DuckDB: a label without expected rows compares its plans, not ours") {
  comparer c(dialect::duckdb);
  CHECK_FALSE(c.compare(query("II", {}, sort_mode::none, "plan"), texts(1, {"a scan"})));
  CHECK_FALSE(c.compare(query("II", {}, sort_mode::none, "plan"), texts(1, {"a join"})));
  CHECK(c.compare(query("II", {}), texts(1, {"a join"})));
}

TEST_CASE("DuckDB: rows are on one line each when the lines say so") {
  auto const form = dialect::duckdb;
  rows const got{2, {integer{"1"}, text{"a"}, integer{"2"}, text{"b"}}};
  CHECK(reason(form, query("IT", {"1\ta", "2\tb"}), got) == "");
  CHECK(reason(form, query("IT", {"1", "a", "2", "b"}), got) == "");
  CHECK(reason(form, query("IT", {"2\tb", "1\ta"}, sort_mode::rows), got) == "");
  CHECK(reason(form, query("IT", {"1\ta"}), got) ==
        "wrong number of rows: expected 2 values in 2 columns, got 4 values: 1 a 2 b");
  CHECK(reason(form, query("T", {"a\tb"}), texts(1, {"a\tb"})) == "");
  CHECK(reason(form, query("II", {}), texts(2, {})) == "");
}

TEST_CASE("DuckDB: what changes rows returns their number where a query is expected") {
  rows changed;
  changed.affected = 3;
  CHECK(reason(dialect::duckdb, query("I", {"3"}), changed) == "");
  CHECK(reason(dialect::duckdb, query("I", {"2"}), changed) != "");
  CHECK(reason(dialect::sqllogictest, query("I", {"3"}), changed) != "");
}

TEST_CASE("rows: one row per line, also of one column") {
  auto const form = dialect::rows;
  rows const got{2, {integer{"1"}, text{""}, null{}, text{"b c"}}};
  CHECK(reason(form, query("IT", {"1\t(empty)", "NULL\tb c"}), got) == "");
  CHECK(reason(form, query("IT", {"NULL\tb c", "1\t(empty)"}, sort_mode::rows), got) == "");
  CHECK(reason(form, query("IT", {"1", "(empty)", "NULL", "b c"}), got) == "");
  CHECK(reason(form, query("I", {"1", "2"}), {1, {integer{"1"}, integer{"2"}}}) == "");
  CHECK(reason(form, query("IT", {"1\ta"}), got) != "");
}

TEST_CASE("table: rows as PostgreSQL prints them, with their types") {
  auto const form = dialect::table;
  rows const got{4,
                 {true, integer{"1"}, decimal{"1.50"}, text{""}, null{}, null{}, null{}, null{}}};
  CHECK(reason(form, query("BIRT", {"t | 1 | 1.50 | (empty)", "NULL | NULL | NULL | NULL"}), got) ==
        "");
  CHECK(reason(form, query("BIIT", {"t | 1 | 1.50 | (empty)", "NULL | NULL | NULL | NULL"}), got) ==
        "wrong types: expected BIIT, got BIRT");
  CHECK(reason(form, query("BIR", {}), got) == "wrong number of columns: expected BIR, got BIRT");
  CHECK(reason(form, query("I", {"1"}), {1, {integer{"2"}}}) ==
        "wrong values: row 1: expected 1, got 2");
  CHECK(reason(form, query("I", {}), {1, {integer{"2"}}}) ==
        "wrong number of rows: expected 0 rows, got 1: 2");
  CHECK(reason(form, query("I", {"10", "9"}, sort_mode::rows),
               {1, {integer{"9"}, integer{"10"}}}) == "");
  CHECK(reason(form, query("T", {"a@b"}), texts(1, {"a\tb"})) == "");
}

TEST_CASE("table: an error's message and position") {
  record r{record_kind::statement, 7};
  r.expects = expectation::failure;
  r.expected = {"no such thing", "at 8"};
  comparer const compare(dialect::table);
  CHECK_FALSE(compare.compare_message(r, {"42704", "no such thing", 8}));
  CHECK(compare.compare_message(r, {"42704", "no such thing", 9})->reason ==
        "expected no such thing at 8, got no such thing at 9");
  CHECK(compare.compare_message(r, {"42704", "no such thing"})->reason ==
        "expected no such thing at 8, got no such thing");
  r.expected = {"no such thing"};
  CHECK_FALSE(compare.compare_message(r, {"42704", "no such thing", 9}));
  CHECK_FALSE(comparer(dialect::duckdb).compare_message(r, {"42704", "other"}));
}
