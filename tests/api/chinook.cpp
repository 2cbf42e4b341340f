// Chinook, a small shop's database as its authors publish it: loaded, asked, opened again, asked in
// the past, on a branch and after a merge. The answers in chinook.test are PostgreSQL's.

#include <tests/support/corpora.hpp>
#include <tests/support/slt/compare.hpp>
#include <tests/support/slt/csv.hpp>
#include <tests/support/slt/helios_engine.hpp>
#include <tests/support/slt/parser.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <utility>
#include <variant>

using namespace helios;
using namespace helios::test;

namespace {

slt::rows must(slt::result const& got) {
  if (auto const* const failed = std::get_if<slt::failure>(&got)) {
    FAIL(failed->sqlstate << ' ' << failed->message << " at " << failed->position);
  }
  return std::get<slt::rows>(got);
}

std::string value_of(helios_engine& db, std::string_view sql) {
  return slt::text_of(must(db.execute("", sql)).values.at(0));
}

api::session_options on_branch(std::string name) {
  api::session_options options;
  options.branch = std::move(name);
  return options;
}

/// The script creates and chooses a database in its first 28 lines.
std::string script(std::filesystem::path const& folder) {
  std::string text = slt::read_text(folder / "Chinook_PostgreSql.sql");
  std::size_t at = 0;
  for (int line = 1; line != 29; ++line) at = text.find('\n', at) + 1;
  return text.substr(at);
}

void check_row_counts(helios_engine& db, std::filesystem::path const& folder) {
  auto const table = slt::read_csv(slt::read_text(folder / "row-counts.csv"));
  REQUIRE(table.size() == 12);
  for (std::size_t i = 1; i != table.size(); ++i) {
    CHECK(table[i][0] + ": " + value_of(db, "SELECT count(*) FROM " + table[i][0]) ==
          table[i][0] + ": " + table[i][1]);
  }
}

/// Every question, asked in one session.
void check_answers(helios_engine& db, std::string_view session) {
  std::string const path = HELIOS_TEST_SQL "/../api/chinook.test";
  auto const questions =
      slt::parse("chinook.test", slt::read_text(path), slt::dialect::sqllogictest);
  slt::comparer compare(questions.form);
  for (slt::record const& r : questions.records) {
    INFO("session " << session << ", line " << r.line << ": " << r.sql);
    slt::result const got = db.execute(session, r.sql);
    if (r.kind == slt::record_kind::statement) {
      auto const* const failed = std::get_if<slt::failure>(&got);
      REQUIRE(failed != nullptr);
      bool const read_only = failed->sqlstate == "25006";  // of a session on the past
      CHECK((read_only || failed->sqlstate == r.sqlstate));
      continue;
    }
    auto const wrong = compare.compare(r, must(got));
    CHECK((wrong ? wrong->cause + ": " + wrong->reason : "") == "");
  }
}

}  // namespace

TEST_CASE("Chinook: loaded unmodified, asked now, later, in the past, on a branch") {
  auto const folder = corpus("chinook");
  if (!folder) return;
  helios_engine db;
  must(db.execute("", script(*folder)));
  check_row_counts(db, *folder);
  check_answers(db, "");

  db.reopen();
  check_row_counts(db, *folder);
  check_answers(db, "");

  scn const before = db.session().newest();
  must(db.execute("", "CREATE DATABASE BRANCH untouched AS OF NOW"));
  must(db.execute("", "CREATE DATABASE BRANCH season AS OF NOW"));
  must(db.execute("",
                  "UPDATE invoice SET total = total * 2; DELETE FROM playlist_track;"
                  "UPDATE artist SET name = upper(name); DROP TABLE employee CASCADE;"
                  "DELETE FROM invoice_line WHERE invoice_line_id % 2 = 0"));
  api::session_options past;
  past.as_of = before;
  db.open_session("past", past);
  check_answers(db, "past");
  db.open_session("untouched", on_branch("untouched"));
  check_answers(db, "untouched");
  CHECK(value_of(db, "SELECT count(*) FROM playlist_track AS OF SCN " +
                         std::to_string(static_cast<std::uint64_t>(before))) == "8715");

  // Another branch's work comes to the one that others left alone.
  db.open_session("season", on_branch("season"));
  must(db.execute("season", "INSERT INTO genre VALUES (100, 'Season'), (101, 'Carols')"));
  must(db.execute("season", "DELETE FROM genre WHERE genre_id = 100"));
  must(db.execute("season", "UPDATE genre SET name = 'Carol' WHERE genre_id = 101"));
  must(db.execute("", "MERGE DATABASE BRANCH season INTO untouched"));
  CHECK(value_of(db, "SELECT name FROM untouched.genre WHERE genre_id >= 100") == "Carol");
  must(db.execute("untouched", "DELETE FROM genre WHERE genre_id = 101"));
  check_answers(db, "untouched");
}
