// tests/isolation/history_checker.hpp -- which of Adya's anomalies a history of transactions shows,
// from what its clients saw alone.
//
// Shape     a history: transactions, each of a session, of operations on keys, committed or not.
//           Every value is written once in the whole history. A key is one of
//             list       append adds to its end; a read sees all of it, in order
//             set        append adds a row; a read sees all of them (phantoms show here)
//             cell       append overwrites; a read sees at most one value
//           Edges between committed transactions, each a fact that follows from the reads:
//             ww         the other's version of a key came next
//             wr         the other read this one's version
//             rw         this one read a version that the other's followed
//             session    the same client went on with the other
// Holds     (K1) what is reported is a proof: order of lists and cells is taken from reads, never
//           guessed
//           (K2) a cycle is reported as the weakest thing it is: G0 < G1c < G-single <
//           G-nonadjacent < G2; snapshot isolation allows only G2, SERIALIZABLE nothing
// Source    Adya, Liskov, O'Neil, Generalized Isolation Level Definitions; Kingsbury and Alvaro,
//           Elle: Inferring Isolation Anomalies from Experimental Observations
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
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
  bool final = false;  // it ran when all others had ended
};

using transaction_history = std::vector<history_transaction>;

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

struct anomaly {
  anomaly_kind kind;
  std::string proof;
};

class history_checker {
 public:
  explicit history_checker(transaction_history const& of) : history_(of), edges_(of.size()) {
    index_writes();
    for (std::size_t t = 0; t != of.size(); ++t) {
      check_alone(t);
      if (of[t].committed) check_reads(t);
    }
    order_lists();
    add_edges();
    find_cycles();
  }

  [[nodiscard]] std::vector<anomaly> const& anomalies() const noexcept { return found_; }
  /// The first that is not G2, if G2 is allowed.
  [[nodiscard]] std::optional<anomaly> worst(bool g2_allowed) const {
    for (anomaly const& a : found_)
      if (!g2_allowed || a.kind != anomaly_kind::g2) return a;
    return {};
  }

 private:
  enum class edge_kind : std::uint8_t { session, ww, wr, rw };
  struct edge {
    std::size_t to;
    edge_kind kind;
    history_key key;
    friend auto operator<=>(edge const&, edge const&) = default;
  };
  struct write {
    std::size_t by;
    history_key key;
    bool last = true;  // of its transaction's on the key
  };

  void report(anomaly_kind kind, std::string proof) { found_.push_back({kind, std::move(proof)}); }
  [[nodiscard]] static std::string text_of(history_key const& k) {
    static constexpr char const* forms[] = {"list ", "set ", "cell "};
    return forms[static_cast<std::size_t>(k.form)] + std::to_string(k.number);
  }
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
    if (from == to || !history_[from].committed || !history_[to].committed) return;
    edges_[from].push_back({to, kind, key});
  }
  [[nodiscard]] std::optional<std::size_t> writer_of(int v) const {
    auto const at = writes_.find(v);
    if (at == writes_.end()) return {};
    return at->second.by;
  }

  void add_edges() {
    std::map<int, std::size_t> last_of_session;
    for (std::size_t t = 0; t != history_.size(); ++t) {
      if (!history_[t].committed) continue;
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
    for (auto& list : edges_) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
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

  // Cycles. Where no two rw may meet, a node is a transaction and whether an rw led there: then
  // what may follow depends on the node alone, and cycles of the graph are the cycles in question.
  struct walk {
    std::size_t from;  // a node
    edge by;
  };
  /// The node that an edge leads to; none: it may not be taken.
  [[nodiscard]] std::optional<std::size_t> next_node(std::size_t from, edge const& e,
                                                     anomaly_kind kind) const {
    std::size_t const n = edges_.size();
    bool const is_rw = e.kind == edge_kind::rw;
    bool const apart = kind == anomaly_kind::g_single || kind == anomaly_kind::g_nonadjacent;
    if (is_rw && (kind < anomaly_kind::g_single || (apart && from >= n))) return {};
    if (e.kind == edge_kind::wr && kind < anomaly_kind::g1c) return {};
    return apart && is_rw ? e.to + n : e.to;
  }

  /// Transactions that lie on cycles of a kind or a weaker one, by strongly connected parts.
  [[nodiscard]] std::vector<std::vector<std::size_t>> knots(anomaly_kind kind) const {
    std::size_t const n = edges_.size();
    static constexpr std::size_t unseen = static_cast<std::size_t>(-1);
    std::vector<std::size_t> number(2 * n, unseen), low(2 * n, 0), stack;
    std::vector<bool> on_stack(2 * n, false);
    std::vector<std::vector<std::size_t>> out;
    struct frame {
      std::size_t node, next;
    };
    std::size_t count = 0;
    for (std::size_t root = 0; root != n; ++root) {
      if (number[root] != unseen) continue;
      std::vector<frame> path;
      auto const enter = [&](std::size_t node) {
        number[node] = low[node] = count++;
        stack.push_back(node);
        on_stack[node] = true;
        path.push_back({node, 0});
      };
      enter(root);
      while (!path.empty()) {
        std::size_t const node = path.back().node;
        if (path.back().next != edges_[node % n].size()) {
          auto const to = next_node(node, edges_[node % n][path.back().next++], kind);
          if (!to) continue;
          if (number[*to] == unseen)
            enter(*to);
          else if (on_stack[*to])
            low[node] = std::min(low[node], number[*to]);
          continue;
        }
        path.pop_back();
        if (!path.empty()) {
          std::size_t const before = path.back().node;
          low[before] = std::min(low[before], low[node]);
        }
        if (low[node] != number[node]) continue;
        std::vector<std::size_t> knot;
        std::size_t last = unseen;
        do {
          last = stack.back();
          stack.pop_back();
          on_stack[last] = false;
          knot.push_back(last % n);
        } while (last != node);
        if (knot.size() > 1) out.push_back(std::move(knot));
      }
    }
    return out;
  }

  /// A shortest cycle of a kind through a transaction; if the kind has an rw, one begins it.
  [[nodiscard]] std::optional<std::vector<walk>> cycle_at(std::size_t start,
                                                          anomaly_kind kind) const {
    std::size_t const n = edges_.size();
    bool const begins_with_rw = kind >= anomaly_kind::g_single;
    std::vector<std::optional<walk>> came(2 * n);
    std::vector<std::size_t> queue{start};
    for (std::size_t i = 0; i != queue.size(); ++i) {
      for (edge const& e : edges_[queue[i] % n]) {
        bool const is_rw = e.kind == edge_kind::rw;
        if (i == 0 ? is_rw != begins_with_rw : is_rw && kind == anomaly_kind::g_single) continue;
        auto const to = next_node(queue[i], e, kind);
        // Back by an rw it would meet the first.
        if (!to || came[*to] || *to == start + n) continue;
        came[*to] = walk{queue[i], e};
        if (*to != start) {
          queue.push_back(*to);
          continue;
        }
        std::vector<walk> cycle;
        std::size_t at = start;
        do {
          cycle.push_back(*came[at]);
          at = came[at]->from;
        } while (at != start);
        std::reverse(cycle.begin(), cycle.end());
        return cycle;
      }
    }
    return {};
  }

  /// One anomaly per knot, the weakest.
  void find_cycles() {
    std::set<std::size_t> told;
    for (anomaly_kind const kind : {anomaly_kind::g0, anomaly_kind::g1c, anomaly_kind::g_single,
                                    anomaly_kind::g_nonadjacent, anomaly_kind::g2}) {
      for (std::vector<std::size_t> const& knot : knots(kind)) {
        if (std::any_of(knot.begin(), knot.end(), [&](std::size_t t) { return told.contains(t); }))
          continue;
        for (std::size_t const t : knot) {
          auto const cycle = cycle_at(t, kind);
          if (!cycle) continue;
          report(kind, proof_of(*cycle));
          told.insert(knot.begin(), knot.end());
          break;
        }
      }
    }
  }

  [[nodiscard]] std::string proof_of(std::vector<walk> const& cycle) const {
    static constexpr char const* names[] = {"session", "ww", "wr", "rw"};
    std::string out = place(cycle.front().from % edges_.size());
    for (walk const& w : cycle) {
      out += std::string(" -") + names[static_cast<std::size_t>(w.by.kind)];
      if (w.by.kind != edge_kind::session) out += " " + text_of(w.by.key);
      out += "-> " + place(w.by.to);
    }
    return out;
  }

  transaction_history const& history_;
  std::map<int, write> writes_;
  std::map<history_key, std::vector<int>> lists_, sets_;
  std::vector<std::vector<edge>> edges_;
  std::vector<anomaly> found_;
};

}  // namespace helios::test
