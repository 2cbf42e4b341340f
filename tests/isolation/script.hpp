// tests/isolation/script.hpp -- what several sessions do in turn, and what each step answers, at
// both levels of isolation.
//
// Shape     a line per step: `2: UPDATE t SET n = 1 -> UPDATE 1`; what differs at SERIALIZABLE
//           stands behind two strokes: `2: COMMIT -> COMMIT || 40001`
//           BEGIN begins a transaction of the level at hand; session 0 looks on, outside of any
//           an answer is rows as "1|10, 2|20" (none: `-> none`), a tag, or an SQLSTATE
//           lines that begin with -- are for the reader
#pragma once

#include <tests/api/session_fixture.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace helios::test {

struct script {
  char const* name;
  char const* setup;
  char const* steps;
};

struct step {
  int session = 0;
  std::string sql, snapshot_answer, serial_answer;
};

[[nodiscard]] inline std::string trimmed(std::string_view text) {
  std::size_t const first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \n") - first + 1));
}

[[nodiscard]] inline std::vector<step> steps_of(std::string_view text) {
  std::vector<step> out;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string const line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with("--")) continue;
    std::size_t const arrow = line.rfind(" -> ");
    INFO(line);
    REQUIRE(line.size() > 2);
    REQUIRE(line[1] == ':');
    step s;
    s.session = line[0] - '0';
    s.sql = trimmed(std::string_view(line).substr(2, arrow - 2));
    std::string const answers = arrow == std::string::npos ? "" : line.substr(arrow + 4);
    std::size_t const or_else = answers.find(" || ");
    s.snapshot_answer = trimmed(std::string_view(answers).substr(0, or_else));
    s.serial_answer =
        or_else == std::string::npos ? s.snapshot_answer : trimmed(answers.substr(or_else + 4));
    out.push_back(std::move(s));
  }
  return out;
}

inline void play(script const& of, bool serializable) {
  session_fixture db(of.setup);
  std::map<int, api::session> sessions;
  std::string done;
  for (step const& s : steps_of(of.steps)) {
    api::session& by = sessions.try_emplace(s.session, db.db).first->second;
    std::string const level = serializable ? "SERIALIZABLE" : "REPEATABLE READ";
    std::string const sql = s.sql == "BEGIN" ? "BEGIN ISOLATION LEVEL " + level : s.sql;
    std::string answer = run(by, sql);
    if (answer.empty()) answer = "none";
    std::string const& wanted = serializable ? s.serial_answer : s.snapshot_answer;
    done += std::to_string(s.session) + ": " + sql + " -> " + answer + "\n";
    if (wanted.empty()) continue;
    INFO(of.name << " at " << level << "\n" << done);
    // An error's text is told where it matters; its code always.
    bool const coded = wanted.size() == 5 && answer.size() > 5 && answer[5] == ' ';
    REQUIRE((coded ? answer.substr(0, 5) : answer) == wanted);
  }
}

}  // namespace helios::test
