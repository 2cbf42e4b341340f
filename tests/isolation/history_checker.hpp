// tests/isolation/history_checker.hpp -- which of Adya's anomalies a history of transactions shows,
// from what its clients saw alone.
//
// Holds     (K1) what is reported is a proof: the order of lists and cells is taken from reads,
// never
//           guessed
// Source    Adya, Liskov, O'Neil, Generalized Isolation Level Definitions; Kingsbury and Alvaro,
//           Elle: Inferring Isolation Anomalies from Experimental Observations
#pragma once

#include <tests/isolation/dependency_graph.hpp>

#include <map>
#include <utility>

namespace helios::test {

struct anomaly {
  anomaly_kind kind;
  std::string proof;
};

class history_checker {
 public:
  explicit history_checker(transaction_history const& of) : history_(of), graph_(of.size()) {
    index_writes();
    for (std::size_t t = 0; t != of.size(); ++t) {
      check_alone(t);
      if (of[t].committed) check_reads(t);
    }
    order_lists();
    add_edges();
    graph_.find_cycles(
        [this](anomaly_kind kind, std::string proof) { report(kind, std::move(proof)); });
  }

  [[nodiscard]] std::vector<anomaly> const& anomalies() const noexcept { return found_; }
  /// The first that is not G2, if G2 is allowed.
  [[nodiscard]] std::optional<anomaly> worst(bool g2_allowed) const {
    for (anomaly const& a : found_)
      if (!g2_allowed || a.kind != anomaly_kind::g2) return a;
    return {};
  }

 private:
  using edge_kind = dependency_graph::edge_kind;
  struct write {
    std::size_t by;
    history_key key;
    bool last = true;  // of its transaction's on the key
  };

  void report(anomaly_kind kind, std::string proof) { found_.push_back({kind, std::move(proof)}); }
  [[nodiscard]] static std::string text_of(history_key const& k) { return test::text_of(k); }
  [[nodiscard]] static std::string text_of(std::vector<int> const& values) {
    std::string out = "[";
    for (int const v : values) out += (out.size() == 1 ? "" : " ") + std::to_string(v);
    return out + "]";
  }
  [[nodiscard]] static std::string place(std::size_t t) { return "T" + std::to_string(t); }

  void index_writes() {
    for (std::size_t t = 0; t != history_.size(); ++t) {
      std::map<history_key, int> before;
      for (history_step const& s : history_[t].steps) {
        if (s.reads) continue;
        writes_[s.value] = {t, s.key};
        auto const [at, fresh] = before.try_emplace(s.key, s.value);
        if (!fresh && s.key.form != key_form::set) writes_[at->second].last = false;
        at->second = s.value;
      }
    }
  }

  /// A transaction beside itself: what it read first of a key, and did to it since, is what it
  /// reads next.
  void check_alone(std::size_t t) {
    std::map<history_key, std::vector<int>> expected;
    std::map<history_key, std::vector<int>> own;
    for (history_step const& s : history_[t].steps) {
      auto const known = expected.find(s.key);
      if (!s.reads) {
        own[s.key].push_back(s.value);
        if (known == expected.end() && s.key.form != key_form::cell) continue;
        std::vector<int>& now = expected[s.key];
        if (s.key.form == key_form::cell) now.clear();
        now.push_back(s.value);
        if (s.key.form == key_form::set) std::sort(now.begin(), now.end());
        continue;
      }
      bool fits = known == expected.end() || known->second == s.seen;
      if (known == expected.end()) {
        std::vector<int> const& mine = own[s.key];
        if (s.key.form == key_form::list)
          fits = s.seen.size() >= mine.size() &&
                 std::equal(mine.rbegin(), mine.rend(), s.seen.rbegin());
        if (s.key.form == key_form::set)
          fits = std::all_of(mine.begin(), mine.end(), [&](int v) {
            return std::binary_search(s.seen.begin(), s.seen.end(), v);
          });
      }
      if (!fits)
        report(anomaly_kind::internal,
               place(t) + " reads " + text_of(s.key) + " as " + text_of(s.seen));
      expected[s.key] = s.seen;
    }
  }

  void check_reads(std::size_t t) {
    for (history_step const& s : history_[t].steps) {
      if (!s.reads) continue;
      auto const proof = [&](int v) {
        return place(t) + " reads " + std::to_string(v) + " in " + text_of(s.key) + " " +
               text_of(s.seen);
      };
      std::set<int> once;
      for (std::size_t i = 0; i != s.seen.size(); ++i) {
        int const v = s.seen[i];
        if (!once.insert(v).second) report(anomaly_kind::duplicate, proof(v));
        auto const by = writes_.find(v);
        if (by == writes_.end() || by->second.key != s.key) {
          report(anomaly_kind::made_up, proof(v));
          continue;
        }
        write const& w = by->second;
        if (w.by == t) continue;
        if (!history_[w.by].committed) report(anomaly_kind::g1a, proof(v) + " of " + place(w.by));
        bool const newest = i + 1 == s.seen.size();
        if (newest && !w.last && s.key.form != key_form::set)
          report(anomaly_kind::g1b, proof(v) + " of " + place(w.by));
      }
      if (history_[t].final) check_final(t, s);
    }
  }

  /// At the end all that was committed is there; of a cell, one value.
  void check_final(std::size_t t, history_step const& s) {
    for (auto const& [v, w] : writes_) {
      if (w.key != s.key || !history_[w.by].committed) continue;
      bool const there = s.key.form == key_form::cell
                             ? !s.seen.empty()
                             : std::find(s.seen.begin(), s.seen.end(), v) != s.seen.end();
      if (there) continue;
      report(anomaly_kind::lost_write, place(t) + " does not see " + std::to_string(v) + " in " +
                                           text_of(s.key) + " " + text_of(s.seen));
      return;
    }
  }

  /// The longest committed read of each list; all others are its beginnings. What a transaction
  /// appended itself before it read is not yet anybody's order unless it committed, which it has.
  void order_lists() {
    for (std::size_t t = 0; t != history_.size(); ++t) {
      if (!history_[t].committed) continue;
      for (history_step const& s : history_[t].steps) {
        if (!s.reads || s.key.form != key_form::list) continue;
        std::vector<int>& longest = lists_[s.key];
        std::vector<int> const& shorter = s.seen.size() < longest.size() ? s.seen : longest;
        std::vector<int> const& longer = s.seen.size() < longest.size() ? longest : s.seen;
        if (!std::equal(shorter.begin(), shorter.end(), longer.begin())) {
          report(anomaly_kind::disagreement, text_of(s.key) + " is " + text_of(longest) + ", and " +
                                                 place(t) + " reads " + text_of(s.seen));
        } else if (s.seen.size() > longest.size()) {
          longest = s.seen;
        }
      }
    }
  }

  void add_edge(std::size_t from, std::size_t to, edge_kind kind, history_key const& key) {
    if (history_[from].committed && history_[to].committed) graph_.add(from, to, kind, key);
  }
  [[nodiscard]] std::optional<std::size_t> writer_of(int v) const {
    auto const at = writes_.find(v);
    if (at == writes_.end()) return {};
    return at->second.by;
  }

  void add_edges() {
    std::map<int, std::size_t> last_of_session;
    std::optional<std::size_t> fence;
    for (std::size_t t = 0; t != history_.size(); ++t) {
      if (fence) add_edge(*fence, t, edge_kind::session, {});
      if (history_[t].fence) {
        for (std::size_t u = fence.value_or(0); u != t; ++u) add_edge(u, t, edge_kind::session, {});
        fence = t;
      }
      if (history_[t].fence || !history_[t].committed) continue;
      auto const [before, first] = last_of_session.try_emplace(history_[t].session, t);
      if (!first) add_edge(before->second, t, edge_kind::session, {});
      before->second = t;
    }
    for (auto const& [key, order] : lists_) {
      for (std::size_t i = 1; i < order.size(); ++i) {
        auto const a = writer_of(order[i - 1]), b = writer_of(order[i]);
        if (a && b) add_edge(*a, *b, edge_kind::ww, key);
      }
    }
    for (std::size_t t = 0; t != history_.size(); ++t)
      if (history_[t].committed) add_edges_of(t);
    add_edges_of_cells();
  }

  void add_edges_of(std::size_t t) {
    for (history_step const& s : history_[t].steps) {
      if (!s.reads) continue;
      if (s.key.form == key_form::set) {
        for (int const v : s.seen)
          if (auto const by = writer_of(v)) add_edge(*by, t, edge_kind::wr, s.key);
        for (int const v : values_of(s.key))
          if (!std::binary_search(s.seen.begin(), s.seen.end(), v))
            add_edge(t, *writer_of(v), edge_kind::rw, s.key);
        continue;
      }
      if (!s.seen.empty())
        if (auto const by = writer_of(s.seen.back())) add_edge(*by, t, edge_kind::wr, s.key);
      if (s.key.form != key_form::list) continue;
      std::vector<int> const& order = lists_[s.key];
      // Behind its own appends nothing follows that it has not overwritten itself.
      if (s.seen.size() < order.size() && std::equal(s.seen.begin(), s.seen.end(), order.begin()))
        if (auto const next = writer_of(order[s.seen.size()]))
          add_edge(t, *next, edge_kind::rw, s.key);
    }
  }

  /// Who reads a version of a cell and writes another follows it; whoever else read the version is
  /// before both. An empty cell is a version, too.
  void add_edges_of_cells() {
    std::map<std::pair<history_key, int>, std::vector<std::size_t>> readers, followers;
    for (std::size_t t = 0; t != history_.size(); ++t) {
      if (!history_[t].committed) continue;
      std::map<history_key, int> base;
      std::set<history_key> written;
      for (history_step const& s : history_[t].steps) {
        if (s.key.form != key_form::cell || written.contains(s.key)) continue;
        if (!s.reads) {
          written.insert(s.key);
          if (auto const at = base.find(s.key); at != base.end())
            followers[{s.key, at->second}].push_back(t);
        } else {
          base[s.key] = s.seen.empty() ? 0 : s.seen.back();
          readers[{s.key, base[s.key]}].push_back(t);
        }
      }
    }
    for (auto const& [version, next] : followers) {
      auto const by = version.second == 0 ? std::nullopt : writer_of(version.second);
      for (std::size_t const f : next) {
        if (by) add_edge(*by, f, edge_kind::ww, version.first);
        for (std::size_t const r : readers[version]) add_edge(r, f, edge_kind::rw, version.first);
      }
    }
  }

  [[nodiscard]] std::vector<int> const& values_of(history_key const& key) {
    if (sets_.empty())
      for (auto const& [v, w] : writes_)
        if (w.key.form == key_form::set && history_[w.by].committed) sets_[w.key].push_back(v);
    return sets_[key];
  }

  transaction_history const& history_;
  std::map<int, write> writes_;
  std::map<history_key, std::vector<int>> lists_, sets_;
  dependency_graph graph_;
  std::vector<anomaly> found_;
};

}  // namespace helios::test
