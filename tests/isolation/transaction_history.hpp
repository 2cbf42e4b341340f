// tests/isolation/transaction_history.hpp -- what sessions did and saw, and what may be wrong with
// it.
//
// Shape     a history: transactions, each of a session, of steps on keys, committed or not.
//           Every value is written once in the whole history. A key is one of
//             list       append adds to its end; a read sees all of it, in order
//             set        append adds a row; a read sees all of them (phantoms show here)
//             cell       append overwrites; a read sees at most one value
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace helios::test {

enum class key_form : std::uint8_t { list, set, cell };

struct history_key {
  key_form form = key_form::list;
  int number = 0;
  friend auto operator<=>(history_key const&, history_key const&) = default;
};

struct history_step {
  history_key key;
  bool reads = false;
  int value = 0;            // appended
  std::vector<int> seen{};  // read; of a set in ascending order
};

struct history_transaction {
  int session = 0;  // its transactions stand in the history in the order it ran them
  bool committed = true;
  std::vector<history_step> steps;
  bool final = false;         // it ran when all others had ended
  bool undetermined = false;  // nobody knows whether it committed; see settle()
  /// Moments of the clients' clock: COMMIT or ROLLBACK was asked for, and answered.
  std::uint64_t asked = 0, answered = 0;
  bool fence = false;  // no transaction, but a moment: all before it had ended, all behind it
                       // began later
};

using transaction_history = std::vector<history_transaction>;

/// Decides about transactions whose COMMIT was not answered: those of which a committed one has
/// seen something did commit, wholly; the others count as if they had not run, which excuses
/// nothing: had one been there in part, its other part would be missed.
inline void settle(transaction_history& history) {
  std::map<int, std::size_t> writers;
  for (std::size_t t = 0; t != history.size(); ++t) {
    if (!history[t].undetermined) continue;
    for (history_step const& s : history[t].steps)
      if (!s.reads) writers.emplace(s.value, t);
  }
  std::vector<std::size_t> next;
  for (std::size_t t = 0; t != history.size(); ++t) {
    history[t].committed = history[t].committed && !history[t].undetermined;
    if (history[t].committed) next.push_back(t);
  }
  while (!next.empty()) {
    std::size_t const reader = next.back();
    next.pop_back();
    for (history_step const& s : history[reader].steps) {
      for (int const v : s.seen) {
        auto const by = writers.find(v);
        if (by == writers.end() || history[by->second].committed) continue;
        history[by->second].committed = true;
        next.push_back(by->second);
      }
    }
  }
}

enum class anomaly_kind : std::uint8_t {
  internal,       // a transaction does not see what it wrote itself, or its reads disagree
  made_up,        // a value that nobody wrote
  duplicate,      // a value twice
  disagreement,   // two reads of a list that cannot both have been
  lost_write,     // a committed value that a read at the end does not see
  g0,             // ww
  g1a,            // a value of a transaction that did not commit
  g1b,            // a value that its transaction overwrote
  g1c,            // ww, wr
  g_single,       // with one rw: read skew, lost update
  g_nonadjacent,  // with several, no two in a row
  g2,             // with two rw in a row: write skew, phantoms
};

[[nodiscard]] inline char const* name_of(anomaly_kind k) {
  static constexpr char const* names[] = {"internal",   "made up",  "duplicate",     "disagreement",
                                          "lost write", "G0",       "G1a",           "G1b",
                                          "G1c",        "G-single", "G-nonadjacent", "G2"};
  return names[static_cast<std::size_t>(k)];
}

[[nodiscard]] inline std::string text_of(history_key const& k) {
  static constexpr char const* forms[] = {"list ", "set ", "cell "};
  return forms[static_cast<std::size_t>(k.form)] + std::to_string(k.number);
}

}  // namespace helios::test
