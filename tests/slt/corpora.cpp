// Every file of both corpora is read, and as many records found as the READMEs count.

#include <tests/support/corpora.hpp>

#include <tests/support/slt/disagreements.hpp>
#include <tests/support/slt/parser.hpp>
#include <tests/support/slt/schedule.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

using namespace helios::test;

namespace {

struct found {
  std::size_t files = 0, statements = 0, queries = 0;
  std::size_t executed = 0, skipped = 0;  // as a PostgreSQL, loops unrolled
  std::set<std::pair<std::string, std::size_t>> places{};
};

found read_all(std::filesystem::path const& folder, slt::dialect form) {
  found all;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
    auto const suffix = entry.path().extension();
    if (suffix != ".test" && suffix != ".test_slow") continue;
    std::string const name = entry.path().lexically_relative(folder).generic_string();
    CAPTURE(name);
    slt::script const script = slt::parse(name, slt::read_text(entry.path()), form);
    ++all.files;
    for (slt::record const& r : script.records) {
      all.statements += r.kind == slt::record_kind::statement;
      all.queries += r.kind == slt::record_kind::query;
      all.places.emplace(name, r.line);
    }
    for (slt::step const& s : slt::schedule(script, "postgresql")) {
      ++(s.skipped.empty() ? all.executed : all.skipped);
    }
  }
  return all;
}

void check_listed(std::filesystem::path const& folder, found const& all, std::size_t expected) {
  auto const listed = slt::disagreements::of_folder(folder);
  CHECK(listed.size() == expected);
  std::size_t known = 0;
  for (auto const& [file, line] : all.places) known += listed.contains(file, line);
  CHECK(known == expected);
}

}  // namespace

// The READMEs count records as they are written: those that a condition or `mode skip` excludes
// too, each record of a loop once.

TEST_CASE("the sqllogictest corpus has the records its README counts") {
  auto const folder = corpus("sqllogictest");
  if (!folder) return;
  found const all = read_all(*folder, slt::dialect::sqllogictest);
  CHECK(all.files == 42);
  CHECK(all.statements == 15165);
  CHECK(all.queries == 44347);
  CHECK(all.executed == 51036);  // the README's figure for PostgreSQL
  CHECK(all.executed + all.skipped == all.statements + all.queries);
  check_listed(*folder, all, 247);
}

TEST_CASE("the duckdb corpus has the records its README counts") {
  auto const folder = corpus("duckdb");
  if (!folder) return;
  found const all = read_all(*folder, slt::dialect::duckdb);
  CHECK(all.files == 236);
  CHECK(all.statements == 2389);
  CHECK(all.queries == 1281);
  // 29 more than are written, by three loops; 7 under `mode skip`, 20 that set DuckDB's options.
  CHECK(all.executed == 3672);
  CHECK(all.skipped == 27);
  check_listed(*folder, all, 246);
}
