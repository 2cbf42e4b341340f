// tests/isolation/spec.hpp -- situations of several sessions, as text: what each does, not in which
// order, nor with what result.
//
// Shape     spec <name>                     begins one; # is for the reader
//           setup                           statements that make the tables, a line each
//           session <name>                  statements of one session, a line each: a step
//           A transaction begins with its first step. It ends with a line COMMIT or ROLLBACK, or
//           with a COMMIT behind the session's last line. `alone: <statement>` is in none.
//           Every table has a key called id. Rows are asked for in an order.
#pragma once

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace helios::test {

/// Statements between BEGIN and COMMIT or ROLLBACK, which is the last; alone: one, without them.
struct spec_transaction {
  bool alone = false;
  std::vector<std::string> statements;
};

struct spec_session {
  std::string name;
  std::vector<spec_transaction> transactions;

  [[nodiscard]] std::size_t steps() const {
    std::size_t n = 0;
    for (spec_transaction const& t : transactions) n += t.statements.size();
    return n;
  }
};

struct isolation_spec {
  std::string name;
  std::vector<std::string> setup;
  std::vector<spec_session> sessions;

  /// Of the setup, in its order.
  [[nodiscard]] std::vector<std::string> tables() const {
    static constexpr std::string_view create = "CREATE TABLE ";
    std::vector<std::string> out;
    for (std::string const& s : setup)
      if (s.starts_with(create))
        out.push_back(s.substr(create.size(), s.find(' ', create.size()) - create.size()));
    return out;
  }
  /// Whose turn it is, step by step: the order in which one session runs after the other.
  [[nodiscard]] std::vector<std::size_t> first_order() const {
    std::vector<std::size_t> out;
    for (std::size_t s = 0; s != sessions.size(); ++s)
      out.insert(out.end(), sessions[s].steps(), s);
    return out;
  }
};

namespace spec_text {

[[nodiscard]] inline std::string trimmed(std::string_view text) {
  std::size_t const first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}
[[nodiscard]] inline bool ends_transaction(std::string_view statement) {
  return statement == "COMMIT" || statement == "ROLLBACK";
}
inline void end_session(isolation_spec& in) {
  if (in.sessions.empty()) return;
  auto& all = in.sessions.back().transactions;
  if (!all.empty() && !all.back().alone && !ends_transaction(all.back().statements.back()))
    all.back().statements.emplace_back("COMMIT");
}
inline void add_step(spec_session& to, std::string const& line) {
  static constexpr std::string_view alone = "alone: ";
  auto& all = to.transactions;
  if (line.starts_with(alone)) {
    all.push_back({true, {line.substr(alone.size())}});
    return;
  }
  if (all.empty() || all.back().alone || ends_transaction(all.back().statements.back()))
    all.emplace_back();
  all.back().statements.push_back(line);
}

}  // namespace spec_text

[[nodiscard]] inline std::vector<isolation_spec> read_specs(std::string const& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<isolation_spec> out;
  for (std::string line; std::getline(in, line);) {
    std::string const text = spec_text::trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    bool const heads = line.front() != ' ';
    if (heads && text.starts_with("spec ")) {
      if (!out.empty()) spec_text::end_session(out.back());
      out.push_back({text.substr(5), {}, {}});
    } else if (out.empty() || (heads && text != "setup" && !text.starts_with("session "))) {
      throw std::runtime_error(path + ": " + line);
    } else if (heads && text != "setup") {
      spec_text::end_session(out.back());
      out.back().sessions.push_back({text.substr(8), {}});
    } else if (!heads && out.back().sessions.empty()) {
      out.back().setup.push_back(text);
    } else if (!heads) {
      spec_text::add_step(out.back().sessions.back(), text);
    }
  }
  if (!out.empty()) spec_text::end_session(out.back());
  return out;
}

}  // namespace helios::test
