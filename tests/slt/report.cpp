#include <tests/support/slt/report.hpp>

#include <tests/support/slt/parser.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace helios::test::slt;

namespace {

report example() {
  report r;
  for (int i = 0; i != 3; ++i) r.add({"a/x.test", 1});
  r.add({"a/x.test", 9, verdict::fail, "42P01", "42P01 relation \"?\" does not exist", "why, \"t\"",
         "SELECT\n1"});
  r.add({"a/y.test", 2, verdict::fail, "", "wrong values", "row 1", "SELECT 2"});
  r.add({"a/y.test", 3, verdict::fail, "", "wrong values", "row 2", "SELECT 3"});
  r.add({"z.test", 4, verdict::skip, "", "", "onlyif mysql"});
  r.add({"z.test", 5, verdict::ignored, "", "wrong values", "row 3"});
  r.add({"z.test", 6, verdict::ignored});
  return r;
}

}  // namespace

TEST_CASE("a message's particulars are left out of its cause") {
  CHECK(normalised("relation \"t1\" does not exist\nLINE 1: SELECT") ==
        "relation \"?\" does not exist");
  CHECK(normalised("value 123.45 at 7") == "value N.N at N");
  CHECK(normalised("it doesn't like 'this' one") == "it doesn't like '?' one");
  CHECK(normalised("open \"quote") == "open \"?");
  CHECK(normalised("") == "");
}

TEST_CASE("a report counts by file and folder") {
  report const r = example();
  CHECK(r.totals().pass == 3);
  CHECK(r.totals().executed() == 8);
  CHECK(r.files().at("a/y.test").fail == 2);
  CHECK(r.folders().at("a").pass == 3);
  CHECK(r.folders().at("a").fail == 3);
  CHECK(r.folders().at(".").ignored == 2);
  CHECK(r.summary() == "3 of 6 records pass (50.00 %), 3 fail, 1 skipped, 2 ignored");
  CHECK(report().summary() == "0 of 0 records pass (100.00 %), 0 fail, 0 skipped, 0 ignored");
}

TEST_CASE("causes come by frequency, with the first place of each") {
  auto const causes = example().causes();
  REQUIRE(causes.size() == 2);
  CHECK(causes[0].cause == "wrong values");
  CHECK(causes[0].count == 2);
  CHECK(causes[0].first == "a/y.test:2");
  CHECK(causes[1].first == "a/x.test:9");
}

TEST_CASE("the table shows folders, causes and the whole") {
  CHECK(example().table(1) ==
        "    pass     fail     skip  ignored        %  folder\n"
        "       0        0        1        2   100.00  .\n"
        "       3        3        0        0    50.00  a\n"
        "       3        3        1        2    50.00  all\n"
        "\nfailures  cause (first)\n"
        "       2  wrong values (a/y.test:2)\n"
        "          1 more causes\n"
        "\n3 of 6 records pass (50.00 %), 3 fail, 1 skipped, 2 ignored\n");
}

TEST_CASE("reports add up") {
  report sum = example();
  sum.merge(example());
  CHECK(sum.totals().pass == 6);
  CHECK(sum.files().at("a/y.test").fail == 4);
  CHECK(sum.skips().at("onlyif mysql") == 2);
  CHECK(sum.causes()[0].count == 4);
}

TEST_CASE("a written report can be read") {
  auto const folder = std::filesystem::temp_directory_path() / "helios_slt_report";
  example().write(folder / "deep");
  auto const files = read_csv(read_text(folder / "deep/files.csv"));
  auto const causes = read_csv(read_text(folder / "deep/causes.csv"));
  auto const failures = read_csv(read_text(folder / "deep/failures.csv"));
  std::filesystem::remove_all(folder);
  using line = std::vector<std::string>;
  REQUIRE(files.size() == 4);
  CHECK(files[0] == line{"file", "pass", "fail", "skip", "ignored"});
  CHECK(files[1] == line{"a/x.test", "3", "1", "0", "0"});
  REQUIRE(causes.size() == 3);
  CHECK(causes[1] == line{"2", "wrong values", "a/y.test:2"});
  REQUIRE(failures.size() == 5);
  CHECK(failures[1] == line{"a/x.test", "9", "fail", "42P01", "42P01 relation \"?\" does not exist",
                            "why, \"t\"", "SELECT\n1"});
  CHECK(failures[4][2] == "ignored");
}

TEST_CASE("CSV: read(write(fields)) == fields") {
  std::vector<std::string> const fields{"plain", "", "a,b", "say \"x\"", "two\nlines", "\r"};
  auto const read =
      read_csv(csv_line({fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]}));
  REQUIRE(read.size() == 1);
  CHECK(read[0] == fields);
  CHECK(read_csv("a,b\r\nc") == std::vector<std::vector<std::string>>{{"a", "b"}, {"c"}});
  CHECK(read_csv("").empty());
}
