// tests/support/slt/schedule.hpp -- records -> what runs: loops unrolled, conditions decided.
//
// Shape     every record of every turn of a loop is one step, in order; those not to be executed
//           say why, so that they are counted. Controls leave no step.
// Errors    malformed: a loop's bounds are no numbers, a list is unknown
#pragma once

#include <tests/support/slt/letters.hpp>
#include <tests/support/slt/option_statements.hpp>
#include <tests/support/slt/parser.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::test::slt {

struct step {
  record what;
  std::string skipped;  // why it is not executed; empty: it is
};

class scheduler {
 public:
  /// engine_name  what `skipif` and `onlyif` compare with, regardless of case
  scheduler(dialect form, std::string_view engine_name)
      : form_(form), engine_(lower_case(engine_name)) {}

  [[nodiscard]] std::vector<step> steps(std::vector<record> const& records) {
    run(records.data(), records.data() + records.size(), {});
    return std::move(steps_);
  }

 private:
  struct variable {
    std::string name, value;
  };

  void run(record const* at, record const* end, std::string const& outer_reason) {
    for (; at != end; ++at) {
      std::string reason = outer_reason.empty() ? not_wanted(*at) : outer_reason;
      switch (at->kind) {
        case record_kind::halt:
          if (reason.empty()) halted_ = true;
          break;
        case record_kind::skip_begin: skipping_ = skipping_ || reason.empty(); break;
        case record_kind::skip_end: skipping_ = false; break;
        case record_kind::loop:
        case record_kind::foreach: {
          record const* const last = end_of_loop(at);
          run_loop(*at, at + 1, last, reason);
          at = last;
          break;
        }
        case record_kind::endloop: break;
        case record_kind::statement:
        case record_kind::query: add(*at, std::move(reason)); break;
      }
    }
  }

  void run_loop(record const& head, record const* body, record const* end,
                std::string const& reason) {
    // A loop that is not run is counted as one turn.
    if (!reason.empty()) return run(body, end, reason);
    for (std::string& turn : turns_of(head)) {
      variables_.push_back({head.words[0], std::move(turn)});
      run(body, end, {});
      variables_.pop_back();
    }
  }

  [[nodiscard]] static record const* end_of_loop(record const* at) {
    for (std::size_t depth = 1;;) {
      ++at;
      if (at->kind == record_kind::loop || at->kind == record_kind::foreach) ++depth;
      if (at->kind == record_kind::endloop && --depth == 0) return at;
    }
  }

  void add(record what, std::string reason) {
    what.sql = replaced(std::move(what.sql));
    for (std::string& line : what.expected) line = replaced(std::move(line));
    what.connection = replaced(std::move(what.connection));
    if (reason.empty() && halted_) reason = "after halt";
    if (reason.empty() && skipping_) reason = "mode skip";
    if (reason.empty() && form_ == dialect::duckdb && sets_duckdb_option(what.sql)) {
      reason = "sets an option of DuckDB";
    }
    steps_.push_back({std::move(what), std::move(reason)});
  }

  [[nodiscard]] std::string replaced(std::string text) const {
    for (variable const& v : variables_) {
      std::string const mark = "${" + v.name + "}";
      for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos; at += v.value.size()) {
        text.replace(at, mark.size(), v.value);
      }
    }
    return text;
  }

  [[nodiscard]] std::vector<std::string> turns_of(record const& head) const {
    std::vector<std::string> words;
    for (std::size_t i = 1; i != head.words.size(); ++i) words.push_back(replaced(head.words[i]));
    if (head.kind == record_kind::foreach) return list_of(head, words);
    auto const from = number_in(words[0]);
    auto const to = number_in(words[1]);
    if (!from || !to) throw malformed(head.line, "a loop from " + words[0] + " to " + words[1]);
    std::vector<std::string> turns;
    for (long long i = *from; i < *to; ++i) turns.push_back(std::to_string(i));
    return turns;
  }

  [[nodiscard]] static std::vector<std::string> list_of(record const& head,
                                                        std::vector<std::string> const& words) {
    static std::vector<std::string> const integral{"tinyint", "smallint", "integer", "bigint",
                                                   "hugeint"};
    std::vector<std::string> turns;
    for (std::string const& word : words) {
      if (word == "<integral>" || word == "<signed>" || word == "<numeric>") {
        if (word == "<numeric>") turns.insert(turns.end(), {"float", "double"});
        turns.insert(turns.end(), integral.begin(), integral.end());
      } else if (word[0] == '<' && word.back() == '>') {
        throw malformed(head.line, "unknown list " + word);
      } else if (word[0] == '!') {
        std::erase(turns, word.substr(1));
      } else {
        turns.push_back(word);
      }
    }
    return turns;
  }

  /// Why a record's conditions exclude it; empty: they do not.
  [[nodiscard]] std::string not_wanted(record const& r) const {
    for (condition const& c : r.conditions) {
      if (holds(r, c.what) != c.only) return (c.only ? "onlyif " : "skipif ") + c.what;
    }
    return {};
  }

  [[nodiscard]] bool holds(record const& r, std::string const& what) const {
    std::size_t const at = what.find_first_of("=<>!");
    if (form_ != dialect::duckdb || at == what.npos) return lower_case(what) == engine_;
    std::size_t const end = what.find_first_not_of("=<>!", at);
    if (end == what.npos) throw malformed(r.line, "nothing to compare with in " + what);
    std::string const name = what.substr(0, at);
    auto const v = std::find_if(variables_.rbegin(), variables_.rend(),
                                [&](variable const& each) { return each.name == name; });
    if (v == variables_.rend()) throw malformed(r.line, "no loop has a variable " + name);
    std::string const right = replaced(what.substr(end));
    auto const a = number_in(v->value);
    auto const b = number_in(right);
    int const order = a && b ? (*a > *b) - (*a < *b) : v->value.compare(right);
    std::string const op = what.substr(at, end - at);
    if (op == "=" || op == "==") return order == 0;
    if (op == "!=" || op == "<>") return order != 0;
    if (op == "<") return order < 0;
    if (op == "<=") return order <= 0;
    if (op == ">") return order > 0;
    if (op == ">=") return order >= 0;
    throw malformed(r.line, "unknown comparison " + op);
  }

  [[nodiscard]] static std::optional<long long> number_in(std::string_view word) {
    long long number = 0;
    auto const [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (code != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return number;
  }

  dialect form_;
  std::string engine_;
  bool halted_ = false;
  bool skipping_ = false;
  std::vector<variable> variables_;
  std::vector<step> steps_;
};

[[nodiscard]] inline std::vector<step> schedule(script const& s, std::string_view engine_name) {
  return scheduler(s.form, engine_name).steps(s.records);
}

}  // namespace helios::test::slt
