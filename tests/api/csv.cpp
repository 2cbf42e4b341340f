#include <helios/api/csv.hpp>

#include <tests/support/random.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <sstream>

namespace helios::test {

using api::csv_cell;
using api::csv_format;
using api::csv_reader;

namespace {

using record = std::vector<std::string>;

/// Quoted cells are shown with a q in front, to tell "" from nothing.
std::vector<record> read(std::string const& text, csv_format const& format = {}) {
  std::istringstream in(text);
  csv_reader reader(in, format);
  std::vector<csv_cell> cells;
  std::vector<record> all;
  while (reader.next(cells)) {
    record r;
    for (csv_cell const& c : cells) r.push_back((c.quoted ? "q" : "") + std::string(c.text));
    all.push_back(r);
  }
  return all;
}

}  // namespace

TEST_CASE("cells and records") {
  CHECK(read("").empty());
  CHECK(read("a,b\nc,d\n") == std::vector<record>{{"a", "b"}, {"c", "d"}});
  CHECK(read("a,b") == std::vector<record>{{"a", "b"}});
  CHECK(read("a,\n,b\n") == std::vector<record>{{"a", ""}, {"", "b"}});
  CHECK(read("\n\n") == std::vector<record>{{""}, {""}});
  CHECK(read("a\r\nb\rc\n") == std::vector<record>{{"a"}, {"b"}, {"c"}});
  CHECK(read("\xEF\xBB\xBF"
             "a,b\n") == std::vector<record>{{"a", "b"}});
}

TEST_CASE("quotes hold delimiters, line ends and quotes") {
  CHECK(read("\"a,b\",\"\"\n") == std::vector<record>{{"qa,b", "q"}});
  CHECK(read("\"a\nb\",c\n") == std::vector<record>{{"qa\nb", "c"}});
  CHECK(read("\"say \"\"hi\"\"\"\n") == std::vector<record>{{"qsay \"hi\""}});
  CHECK(read("a\"b,c\"d\n") == std::vector<record>{{"qab,cd"}});
  CHECK(read("\"\"\"\"\n") == std::vector<record>{{"q\""}});
  CHECK(state_of([] { return read("a,\"b\n"); }) == "22P04");
}

TEST_CASE("another escape than the quote") {
  csv_format format;
  format.escape = '\\';
  CHECK(read("\"a\\\"b\",\"c\\\\\"\n", format) == std::vector<record>{{"qa\"b", "qc\\"}});
}

TEST_CASE("lines are numbered as an editor numbers them") {
  std::istringstream in("a\n\"b\nb\"\nc\n");
  csv_reader reader(in, {});
  std::vector<csv_cell> cells;
  std::vector<std::uint64_t> lines;
  while (reader.next(cells)) lines.push_back(reader.line());
  CHECK(lines == std::vector<std::uint64_t>{1, 2, 4});
}

TEST_CASE("formats that contradict themselves are refused") {
  CHECK(state_of([] { api::check({.delimiter = '\n', .null = ""}); }) == "22023");
  CHECK(state_of([] { api::check({.delimiter = '"', .null = ""}); }) == "22023");
  CHECK(state_of([] { api::check({.null = "a,b"}); }) == "22023");
  CHECK(state_of([] { api::check({.null = "\\N"}); }).empty());
}

TEST_CASE("what is written reads back") {
  random_source random;
  CAPTURE(random.seed);
  char const alphabet[] = {'a', ',', '"', '\n', '\r', ' ', '\\', 'b'};
  for (int round = 0; round != 200; ++round) {
    csv_format format;
    if (round % 3 == 1) format.escape = '\\';
    std::vector<record> rows(1 + random.below(20));
    std::string text;
    for (record& r : rows) {
      r.resize(2 + random.below(3));
      for (std::size_t i = 0; i != r.size(); ++i) {
        // Now and then longer than what is read at a time.
        std::uint64_t const length = random.below(50) == 0 ? 300'000 : random.below(8);
        for (std::uint64_t n = 0; n != length; ++n) r[i] += alphabet[random.below(8)];
        if (i != 0) text += format.delimiter;
        append_cell(text, r[i], format);
      }
      text += '\n';
    }
    std::istringstream in(text);
    csv_reader reader(in, format);
    std::vector<csv_cell> cells;
    for (record const& r : rows) {
      REQUIRE(reader.next(cells));
      record found;
      for (csv_cell const& c : cells) found.emplace_back(c.text);
      REQUIRE(found == r);
    }
    REQUIRE(!reader.next(cells));
  }
}

}  // namespace helios::test
