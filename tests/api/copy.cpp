// COPY as a statement: the files it reads and writes, and its options.
#include <helios/helios.hpp>

#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

namespace helios::test {

namespace {

std::string content_of(std::string const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

constexpr char const* some_texts =
    "CREATE TABLE t (id INT, s TEXT, b BOOL);"
    "INSERT INTO t VALUES (1, 'it''s', true), (2, NULL, false), (3, 'nil', NULL),"
    " (4, 'a|b\\c', true), (5, '', true), (6, E'two\nlines', false)";

}  // namespace

// What PostgreSQL 15 writes.
TEST_CASE("COPY's options say how cells are written, and they are read back") {
  temporary_folder folder;
  database db = open(":memory:");
  db.execute(some_texts);
  std::string const file = folder.path() + "out.csv";
  auto const round_trip = [&](std::string const& options) {
    db.execute("COPY t TO '" + file + "' WITH (" + options + ")");
    db.execute("DROP TABLE IF EXISTS u; CREATE TABLE u (id INT, s TEXT, b BOOL)");
    CHECK(db.execute("COPY u FROM '" + file + "' WITH (" + options + ", FREEZE)") == 6);
    CHECK(db.query_value<std::int64_t>(
              "SELECT count(*) FROM t JOIN u ON t.id = u.id"
              " WHERE t.s IS NOT DISTINCT FROM u.s AND t.b IS NOT DISTINCT FROM u.b") == 6);
    return content_of(file);
  };
  CHECK(round_trip("FORMAT csv, DELIMITER '|', QUOTE '''', ESCAPE '\\', NULL 'nil', HEADER true") ==
        "id|s|b\n1|'it\\'s'|t\n2|nil|f\n3|'nil'|nil\n4|'a|b\\\\c'|t\n5||t\n6|'two\nlines'|f\n");
  CHECK(round_trip("FORMAT csv, DELIMITER ';', HEADER off, ENCODING 'utf-8'") ==
        "1;it's;t\n2;;f\n3;nil;\n4;a|b\\c;t\n5;\"\";t\n6;\"two\nlines\";f\n");
  // Without an escape the quote is its own.
  CHECK(round_trip("FORMAT csv, QUOTE '''', HEADER 0").starts_with("1,'it''s',t\n"));
}

TEST_CASE("positions of errors in COPY's options count characters, from the text's beginning") {
  database db = open(":memory:");
  std::string const text =
      "SELECT 'é'; CREATE TABLE é (a int); COPY é TO 'ö' (FORMAT csv, NOSUCH 1)";
  auto const e = thrown_by([&] { db.execute(text); });
  REQUIRE(e);
  std::size_t const bytes_before = text.find("NOSUCH");
  CHECK(e->position() == bytes_before + 1 - 4);  // four letters of two bytes each
}

TEST_CASE("options that COPY does not have, and values that they do not take") {
  temporary_folder folder;
  database db = open(":memory:");
  db.execute(some_texts);
  std::string const file = folder.path() + "out.csv";
  auto const refused = [&](std::string const& options, bool from = false) {
    auto const e = thrown_by(
        [&] { db.execute("COPY t " + ((from ? "FROM '" : "TO '") + file) + "' " + options); });
    REQUIRE(e);
    return std::string(e->sqlstate()) + ' ' + e->message();
  };
  CHECK(refused("") == "0A000 COPY reads and writes CSV alone");
  CHECK(refused("(FORMAT text)") == "0A000 COPY reads and writes CSV alone");
  CHECK(refused("(FORMAT xml)") == "22023 COPY format \"xml\" not recognized");
  CHECK(refused("(FORMAT csv, NOSUCH 1)") == "42601 option \"nosuch\" not recognized");
  CHECK(refused("(FORMAT csv, HEADER maybe)") ==
        "42601 header requires a Boolean value or \"match\"");
  CHECK(refused("(FORMAT csv, HEADER match)") ==
        "0A000 cannot use \"match\" with HEADER in COPY TO");
  CHECK(refused("(FORMAT csv, DELIMITER '||')") ==
        "0A000 COPY delimiter must be a single one-byte character");
  CHECK(refused("(FORMAT csv, QUOTE '')") ==
        "0A000 COPY quote must be a single one-byte character");
  CHECK(refused("(FORMAT csv, ENCODING 'latin1')") == "0A000 COPY reads and writes UTF-8 alone");
  CHECK(refused("(FORMAT csv, FORCE_NULL (s))", true) ==
        "0A000 COPY options with lists are not supported");
  CHECK(refused("(FORMAT csv) WHERE id > 3", true) == "0A000 COPY .. WHERE is not supported");
  CHECK(refused("(FORMAT csv)", true) == "58P01 could not open file \"" + file + "\" for reading");
  CHECK(state_of([&] { db.execute("COPY t TO STDOUT (FORMAT csv)"); }) == "0A000");
  CHECK(state_of([&] { db.execute("COPY t TO PROGRAM 'cat' (FORMAT csv)"); }) == "0A000");
  CHECK(state_of([&] {
          db.execute("COPY t TO '" + folder.path() + "none/out.csv' (FORMAT csv)");
        }) == "58030");
}

}  // namespace helios::test
