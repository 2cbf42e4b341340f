// tests/isolation/client.hpp -- one session that runs random transactions and notes what it saw.
//
// Shape     lists, sets and cells are rows of three tables: history_tables
// Threads   a client is for one thread; clients share counters, which may lie in shared memory

#pragma once

#include <tests/api/session_fixture.hpp>
#include <tests/isolation/journal.hpp>
#include <tests/support/random.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>

namespace helios::test {

inline constexpr char const* history_tables =
    "CREATE TABLE lists (k int PRIMARY KEY, v text);"
    "CREATE TABLE sets (v int PRIMARY KEY, k int); CREATE INDEX by_key ON sets (k);"
    "CREATE TABLE cells (k int PRIMARY KEY, v int)";

/// What all clients of a history count together.
struct history_counters {
  std::atomic<int> values{0};           // written so far: no value twice
  std::atomic<std::uint64_t> clock{0};  // a new moment each time somebody looks
};

struct key_choice {
  int keys;
  /// Small numbers more often.
  [[nodiscard]] history_key operator()(random_source& random) const {
    auto const below = [&](std::uint64_t n) { return random.below(n); };
    return {static_cast<key_form>(below(3)),
            static_cast<int>(below(1 + below(static_cast<std::uint64_t>(keys))))};
  }
};

[[nodiscard]] inline std::vector<int> numbers_in(std::string const& text) {
  std::vector<int> out;
  char const* at = text.c_str();
  while (*at != '\0') {
    if (*at < '0' || *at > '9') {
      ++at;
      continue;
    }
    char* end = nullptr;
    out.push_back(static_cast<int>(std::strtol(at, &end, 10)));
    at = end;
  }
  return out;
}

/// What a client is.
struct client_choice {
  std::string branch = "main";
  int number = 0;
  bool serializable = false;
  key_choice keys{8};
  std::uint64_t seed = 0;
};

class client {
 public:
  /// Requires that the counters and the journal, if there is one, outlive it.
  client(std::shared_ptr<api::instance> const& db, client_choice const& is,
         history_counters& counters, transaction_journal* journal = nullptr)
      : session_(db, {.branch = is.branch}),
        number_(is.number),
        begin_(is.serializable ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                               : "BEGIN ISOLATION LEVEL REPEATABLE READ"),
        keys_(is.keys),
        random_{is.seed, std::mt19937_64(is.seed)},
        counters_(&counters),
        journal_(journal) {}

  /// One statement. Throws what is not a loss to others.
  void go_on() {
    if (!open_) {
      begin(false);
      left_ = 1 + random_.below(5);
    } else if (left_-- != 0) {
      step(keys_(random_), random_.below(2) == 0);
    } else {
      end_by(random_.below(10) == 0 ? "ROLLBACK" : "COMMIT");
    }
  }
  [[nodiscard]] bool between() const noexcept { return !open_; }
  [[nodiscard]] transaction_history const& done() const noexcept { return done_; }

  /// One transaction that reads all there is; `final`: when all others have ended.
  [[nodiscard]] history_transaction read_all(bool final) {
    begin(final);
    for (int f = 0; f != 3; ++f)
      for (int k = 0; k != keys_.keys; ++k) step({static_cast<key_form>(f), k}, false);
    end_by("COMMIT");
    return done_.back();
  }

 private:
  std::string answer(std::string const& sql) { return run(session_, sql); }
  bool lost(std::string const& sql) {
    std::string const what = answer(sql);
    if (what.starts_with("40001 could not serialize")) return true;
    if (what.size() > 6 && what[5] == ' ' && what != "INSERT 0 1")
      throw std::runtime_error(sql + ": " + what);
    return false;
  }
  void must(std::string const& sql) {
    if (lost(sql)) throw std::runtime_error(sql + ": lost");
  }
  void begin(bool final) {
    must(begin_);
    open_.emplace();
    open_->session = number_;
    open_->final = final;
  }
  void step(history_key const& key, bool writes) {
    history_step s{key, !writes, 0, {}};
    std::string const k = std::to_string(key.number);
    if (writes) {
      s.value = ++counters_->values;
      std::string const v = std::to_string(s.value);
      switch (key.form) {
        case key_form::list:
          must("INSERT INTO lists VALUES (" + k + ", '" + v +
               "') ON CONFLICT (k) DO UPDATE SET v = lists.v || ' ' || excluded.v");
          break;
        case key_form::set: must("INSERT INTO sets VALUES (" + v + ", " + k + ")"); break;
        case key_form::cell:
          must("INSERT INTO cells VALUES (" + k + ", " + v +
               ") ON CONFLICT (k) DO UPDATE SET v = excluded.v");
          break;
      }
    } else {
      static constexpr char const* queries[] = {
          "SELECT v FROM lists WHERE k = ", "SELECT v FROM sets WHERE k = ",
          "SELECT v FROM cells WHERE k = "};
      s.seen = numbers_in(answer(queries[static_cast<std::size_t>(key.form)] + k));
      if (key.form == key_form::set) std::sort(s.seen.begin(), s.seen.end());
    }
    open_->steps.push_back(std::move(s));
  }
  void end_by(std::string const& sql) {
    if (journal_ != nullptr) journal_->ask(*open_);
    open_->asked = ++counters_->clock;
    bool const taken = !lost(sql);
    open_->committed = taken && sql == "COMMIT";
    open_->answered = ++counters_->clock;
    if (journal_ != nullptr) journal_->answer(open_->committed);
    done_.push_back(std::move(*open_));
    open_.reset();
  }

  api::session session_;
  int number_;
  std::string begin_;
  key_choice keys_;
  random_source random_;
  history_counters* counters_;
  transaction_journal* journal_;
  std::optional<history_transaction> open_;
  std::uint64_t left_ = 0;
  transaction_history done_;
};

}  // namespace helios::test
