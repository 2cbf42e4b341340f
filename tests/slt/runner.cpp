#include <tests/support/slt/runner.hpp>

#include <tests/support/slt/fake_engine.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace helios::test::slt;

namespace {

using lines = std::vector<std::string>;

rows one(std::string number) { return {1, {integer{std::move(number)}}}; }

/// A runner over a scripted engine, and what reached the engine.
struct scene {
  fake_engine::answers answers{{"ok", rows{}},
                               {"one", one("1")},
                               {"two", one("2")},
                               {"zero", failure{"22012", "division by zero"}}};
  lines log{};
  run_options options{};
  std::string name = "postgresql";

  report run(std::string_view text, dialect form = dialect::sqllogictest) {
    runner r([this] { return std::make_unique<fake_engine>(answers, log, name); }, options);
    return r.run_text("a/b.test", text, form);
  }
};

/// A folder below the system's for temporary files, gone at the end.
struct scratch_folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / "helios_slt_test";
  scratch_folder() { std::filesystem::create_directories(path / "deep"); }
  ~scratch_folder() { std::filesystem::remove_all(path); }
  void put(std::string const& name, std::string const& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
};

}  // namespace

TEST_CASE("a run continues after failures and counts each record once") {
  scene s;
  report const r = s.run(
      "statement ok\nok\n\nstatement ok\nzero\n\nquery I\none\n----\n2\n\nquery I\ntwo\n----\n2\n\n"
      "onlyif mysql\nstatement ok\nmy\n\nstatement error\nzero\n\nstatement error\nok\n\n"
      "statement maybe\nzero\n\nstatement maybe\nok\n");
  CHECK(r.totals().pass == 5);
  CHECK(r.totals().fail == 3);
  CHECK(r.totals().skip == 1);
  CHECK(r.skips().at("onlyif mysql") == 1);
  REQUIRE(r.failures().size() == 3);
  CHECK(r.failures()[0].line == 4);
  CHECK(r.failures()[0].file == "a/b.test");
  CHECK(r.failures()[0].sqlstate == "22012");
  CHECK(r.failures()[0].cause == "22012 division by zero");
  CHECK(r.failures()[0].sql == "zero");
  CHECK(r.failures()[1].cause == "wrong values");
  CHECK(r.failures()[1].reason == "row 1 column 1: expected 2, got 1");
  CHECK(r.failures()[2].cause == "succeeded, an error was expected");
  CHECK(s.log.size() == 8);
}

TEST_CASE("an expected SQLSTATE is compared") {
  scene s;
  report const r = s.run(
      "statement error 22012\nzero\n\nstatement error 42601\nzero\n\nstatement error 42601\nok\n");
  CHECK(r.totals().pass == 1);
  REQUIRE(r.failures().size() == 2);
  CHECK(r.failures()[0].cause == "other error than expected");
  CHECK(r.failures()[0].reason == "42601 was expected, got 22012 division by zero");
  CHECK(r.failures()[1].reason == "no error, 42601 was expected");
}

TEST_CASE("a query that fails is grouped by its SQLSTATE and normalised message") {
  scene s;
  report const r =
      s.run("query I\nfoo\n----\n1\n\nquery I\nbar\n----\n1\n\nquery I\ntwo\n----\n1\n");
  REQUIRE(r.causes().size() == 2);
  CHECK(r.causes()[0].cause == "42601 unknown: \"?\"");
  CHECK(r.causes()[0].count == 2);
  CHECK(r.causes()[0].first == "a/b.test:1");
}

TEST_CASE("records name the session they run in") {
  scene s;
  s.run("statement ok con1\nok\n\nquery I con2\none\n----\n1\n\nstatement ok\nok\n",
        dialect::duckdb);
  CHECK(s.log == lines{"con1: ok", "con2: one", ": ok"});
  s.log.clear();
  s.run("connection other\nstatement ok\nok\n");
  CHECK(s.log == lines{"other: ok"});
}

TEST_CASE("each file gets an empty database and its own labels") {
  scene s;
  std::size_t made = 0;
  runner r(
      [&] {
        ++made;
        return std::make_unique<fake_engine>(s.answers, s.log, s.name);
      },
      {});
  std::string const text = "query I nosort x\none\n----\n1\n";
  r.run_text("a", text, dialect::sqllogictest);
  r.run_text("b", "query I nosort x\ntwo\n----\n2\n", dialect::sqllogictest);
  CHECK(made == 2);
  CHECK(r.report().totals().pass == 2);
  CHECK(r.report().files().size() == 2);
}

TEST_CASE("the engine's own name decides conditions") {
  scene s;
  s.name = "sqlite";
  CHECK(s.run("onlyif SQLite\nstatement ok\nok\n").totals().pass == 1);
}

TEST_CASE("records on the list are executed, and their outcome ignored") {
  scene s;
  s.options.ignored =
      disagreements("file,line,kind,says\na/b.test,1,x,\"multi\nline, \"\"text\"\"\"\n");
  CHECK(s.options.ignored.size() == 1);
  report const r = s.run("statement ok\nzero\n\nstatement ok\nzero\n");
  CHECK(r.totals().ignored == 1);
  CHECK(r.totals().fail == 1);
  CHECK(s.log.size() == 2);
  REQUIRE(r.failures().size() == 2);
  CHECK(r.failures()[0].verdict == verdict::ignored);
  CHECK(r.causes().size() == 1);
  CHECK(r.causes()[0].count == 1);
  CHECK_THROWS_AS(disagreements("file,line\na,b\n"), std::runtime_error);
}

TEST_CASE("a run stops after so many failures, or so many executed records") {
  std::string const text = "statement ok\nzero\n\nstatement ok\nzero\n\nstatement ok\nok\n";
  scene s;
  s.options.stop_after_failures = 1;
  CHECK(s.run(text).totals().executed() == 1);
  s.options = {};
  s.options.stop_after_records = 2;
  CHECK(s.run(text).totals().executed() == 2);
}

TEST_CASE("the callback sees each executed record; what it throws is a failure") {
  scene s;
  lines seen;
  s.options.after_record = [&](engine& e, record const& r, outcome const& of) {
    CHECK(e.name() == "postgresql");
    seen.push_back(r.sql + (of.verdict == verdict::pass ? " pass" : " fail"));
    if (r.sql == "two") throw std::runtime_error("cannot open 17");
  };
  report const r = s.run(
      "statement ok\nok\n\nstatement ok\nzero\n\nonlyif x\nstatement ok\nno\n\n"
      "query I\ntwo\n----\n2\n");
  CHECK(seen == lines{"ok pass", "zero fail", "two pass"});
  REQUIRE(r.failures().size() == 2);
  CHECK(r.failures()[1].cause == "exception after the record: cannot open N");
  CHECK(r.failures()[1].reason == "cannot open 17");
}

TEST_CASE("an exception of the engine is a failure of its record") {
  struct throwing final : engine {
    result execute(std::string_view, std::string_view) override {
      throw std::runtime_error("bad 1");
    }
  };
  runner r([] { return std::make_unique<throwing>(); }, {});
  report const& report =
      r.run_text("x", "statement error\nboo\n\nstatement ok\nboo\n", dialect::sqllogictest);
  CHECK(report.totals().fail == 2);
  CHECK(report.failures()[0].cause == "exception: bad N");
}

TEST_CASE("a malformed file is one failure") {
  scene s;
  report const r = s.run("statement ok\nok\n\nboo\n");
  CHECK(r.totals().fail == 1);
  CHECK(r.failures()[0].cause == "malformed file");
  CHECK(r.failures()[0].reason == "line 4: unknown word boo");
}

TEST_CASE("a loop's variable reaches the engine and the expectation") {
  scene s;
  s.answers["select 1"] = one("1");
  s.answers["select 2"] = one("2");
  CHECK(s.run("loop i 1 3\nquery I\nselect ${i}\n----\n${i}\n\nendloop\n", dialect::duckdb)
            .totals()
            .pass == 2);
}

TEST_CASE("a folder is run in the order of its names, or only the files asked for") {
  scratch_folder const folder;
  folder.put("b.test", "statement ok\nok\n");
  folder.put("a.test_slow", "# format: rows\nstatement ok\nzero\n");
  folder.put("deep/c.test", "statement ok\nok\n");
  folder.put("deep/notes.md", "no test");
  scene s;
  auto const run = [&] {
    runner r([&] { return std::make_unique<fake_engine>(s.answers, s.log, s.name); }, s.options);
    return r.run_folder(folder.path, dialect::sqllogictest);
  };
  CHECK(run().files().size() == 3);
  CHECK(s.log == lines{": zero", ": ok", ": ok"});
  s.options.only_file = "deep/";
  report const r = run();
  CHECK(r.files().size() == 1);
  CHECK(r.files().count("deep/c.test") == 1);
}
