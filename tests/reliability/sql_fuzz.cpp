// Reliability 21: statements that are nearly right, into the parser and into an engine. Nothing
// crashes, no error is internal, and a statement that fails leaves no trace.
//
// Each file of tests/sql, and of the corpora where they are, is replayed in a database of its own;
// before each statement come some mutations of it, so that they meet the tables they are about.
#include <tests/sql/corpus.hpp>
#include <tests/support/corpora.hpp>
#include <tests/support/hostile_statement.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/statement_mutation.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

using namespace helios;
using namespace helios::test;

namespace {

std::vector<std::filesystem::path> test_files(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> found;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
    auto const end = entry.path().extension();
    if (end == ".test" || end == ".slt") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// The files one after the other until `statements` mutations ran; a file's long part is left out.
void check_mutations(std::vector<std::filesystem::path> files, std::uint64_t statements,
                     std::uint64_t per_statement) {
  constexpr std::size_t most_of_a_file = 120;
  random_source random;
  std::shuffle(files.begin(), files.end(), random.engine);
  std::uint64_t done = 0;
  REQUIRE(!files.empty());
  for (std::size_t at = 0; done < statements; at = (at + 1) % files.size()) {
    std::vector<corpus::record> records;
    corpus::read_records(files[at], records);
    if (records.size() > most_of_a_file) records.resize(most_of_a_file);
    hostile_engine engine;
    std::vector<std::string> other;
    for (corpus::record const& r : records) {
      std::vector<std::string> const words = words_of_sql(r.sql);
      for (std::uint64_t i = 0; i != per_statement && done < statements; ++i, ++done) {
        std::string const text = mutated(random, words, other);
        INFO("after " << r.where << ", seed " << random.seed << ": " << text);
        std::string wrong = wrong_in_parser(text);
        if (wrong.empty())
          wrong = random.below(2) == 0 ? engine.wrong_with_text(text)
                                       : engine.wrong_in_transaction(text);
        if (!wrong.empty())
          FAIL_CHECK(r.where << ", seed " << random.seed << "\n" << text << "\n" << wrong);
      }
      if (std::string const wrong = engine.wrong_with_text(r.sql); !wrong.empty())
        FAIL_CHECK(r.where << "\n" << wrong);
      other = words;
    }
    if (done >= statements) return;
  }
}

}  // namespace

TEST_CASE("reliability 21: mutations of our own statements") {
  check_mutations(test_files(HELIOS_TEST_SQL), run_size("SQL_FUZZ", 4000), 3);
}

TEST_CASE("reliability 21: mutations of the corpora's statements") {
  for (char const* const name : {"duckdb", "sqllogictest"}) {
    auto const folder = test::corpus(name);
    if (!folder) return;
    check_mutations(test_files(*folder), run_size("SQL_FUZZ", 4000) / 2, 3);
  }
}
