// pgvector's own regression tests, as far as they are about the type vector; its indexes and other
// types are to come. Wherever helios answers something else the difference is listed, with its
// reason.
#include <tests/support/corpora.hpp>
#include <tests/support/psql_transcript.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/thrown_error.hpp>

#include <helios/helios.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <span>

using namespace helios;
using namespace helios::test;

namespace {

/// As psql shows it.
[[nodiscard]] std::string shown(types::value const& v) {
  if (v.is_null()) return {};
  if (v.type() == types::type_id::boolean) return v.as<bool>() ? "t" : "f";
  return types::to_text(v);
}

[[nodiscard]] std::string in_one_line(std::vector<std::string> const& rows) {
  std::string all;
  for (std::string const& row : rows) all += row + " / ";
  return all.substr(0, all.size() - std::min<std::size_t>(all.size(), 3));
}

/// What was answered: an error's SQLSTATE and message, or rows.
[[nodiscard]] std::string answer_of(database& db, std::string const& statement) {
  std::vector<std::string> rows;
  try {
    for (row const& r : db.query(statement)) {
      std::string cells;
      for (std::size_t i = 0; i != r.size(); ++i)
        cells += (i == 0 ? "" : "|") + shown(r.get<types::value>(i));
      rows.push_back(std::move(cells));
    }
  } catch (error const& e) {
    return std::string(e.sqlstate()) + ' ' + std::string(e.message());
  }
  return in_one_line(rows);
}

/// Whether that is what psql printed; it does not tell SQLSTATEs.
[[nodiscard]] bool same(std::string const& answer, psql_step const& step) {
  if (!step.error.empty()) return answer.size() > 6 && answer.substr(6) == step.error;
  return answer == in_one_line(step.rows);
}

/// psql's \copy, by the API; CSV, for helios has no binary form.
void copy(database& db, std::string const& command, std::string const& folder) {
  std::size_t const name = command.find(' ') + 1;
  std::string const table = command.substr(name, command.find(' ', name) - name);
  if (command.find(" TO ") != command.npos) {
    CHECK(db.copy_to(table, folder + "copied.csv") == 4);
  } else {
    CHECK(db.copy_from(table, folder + "copied.csv") == 4);
  }
}

[[nodiscard]] bool names_type_to_come(std::string_view text) {
  return text.find("halfvec") != text.npos || text.find("sparsevec") != text.npos;
}

struct difference {
  std::size_t first, last;  // lines of the script
  std::string_view answer;  // how it begins
  std::string_view why;
};

/// Statements of other types are refused with 0A000; what else stands in their sections would fail
/// without them, and is not run: `without` of them.
void replay(std::string const& name, std::span<difference const> differences, int without = 0) {
  auto const root = corpus("pgvector");
  if (!root) return;
  temporary_folder folder;
  database db = open(":memory:");
  std::size_t found = 0, listed = 0;
  for (difference const& d : differences) listed += d.last - d.first + 1;
  for (psql_step const& step :
       read_transcript(*root / "sql" / (name + ".sql"), *root / "expected" / (name + ".out"))) {
    INFO(name << ":" << step.line << ": " << step.statement);
    if (step.statement.starts_with("\\copy ") && !names_type_to_come(step.section)) {
      copy(db, step.statement, folder.path());
    } else if (names_type_to_come(step.section) &&
               (step.statement.front() == '\\' || !names_type_to_come(step.statement))) {
      --without;
    } else {
      std::string const answer = answer_of(db, step.statement);
      auto const known = std::ranges::find_if(differences, [&step](difference const& d) {
        return d.first <= step.line && step.line <= d.last;
      });
      INFO("answered: " << answer);
      if (known != differences.end()) {
        INFO(known->why);
        ++found;
        CHECK(answer.starts_with(known->answer));
        CHECK_FALSE(same(answer, step));
      } else if (names_type_to_come(step.statement)) {
        CHECK(answer.starts_with("0A000 "));
      } else {
        CHECK(same(answer, step));
      }
    }
  }
  CHECK(found == listed);
  CHECK(without == 0);
}

}  // namespace

TEST_CASE("pgvector: vector_type", "[corpora][pgvector]") {
  static constexpr std::string_view inside = "it is the inside of pgvector's aggregates";
  static constexpr difference differences[]{
      {35, 35, "42601 type modifiers must be simple constants", "modifiers are numbers"},
      {39, 39, "0A000 a function that returns rows outside FROM", "unnest() stands in FROM only"},
      {56, 56, "0A000 function array_fill",
       "to come; tests/sql/helios/vectors.test asks otherwise"},
      {128, 130, "0A000 function binary_quantize", "bit strings are to come"},
      {146, 146, "22000 different vector dimensions 2 and 1", "avg() says what sum() says"},
      {149, 155, "42883 function vector_avg(", inside},
      {157, 162, "42883 function vector_accum(", inside},
      {164, 175, "42883 function vector_combine(", inside}};
  replay("vector_type", differences);
}

TEST_CASE("pgvector: cast", "[corpora][pgvector]") {
  static constexpr difference differences[]{
      {17, 17, "0A000 arrays of more than one dimension", "to come"},
      {128, 128, "0A000 function array_to_vector", "it is the inside of pgvector's cast"}};
  replay("cast", differences);
}

// Of the other types' tables what is not their CREATE TABLE.
TEST_CASE("pgvector: copy", "[corpora][pgvector]") { replay("copy", {}, 12); }

TEST_CASE("pgvector: btree", "[corpora][pgvector]") {
  static constexpr difference differences[]{
      {1, 1, "42704 unrecognized configuration parameter", "PostgreSQL's planner has it"}};
  replay("btree", differences, 10);
}
