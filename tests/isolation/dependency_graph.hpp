// tests/isolation/dependency_graph.hpp -- who comes before whom in a history, and the circles in
// it.
//
// Shape     nodes are transactions by their places in the history; edges are facts:
//             ww         the other's version of a key came next
//             wr         the other read this one's version
//             rw         this one read a version that the other's followed
//             session    the same client went on with the other
// Holds     (K2) a cycle is reported as the weakest thing it is: G0 < G1c < G-single <
// G-nonadjacent
//           < G2; snapshot isolation allows only G2, SERIALIZABLE nothing
// Cost      linear where there is no cycle
// Source    Tarjan, Depth-First Search and Linear Graph Algorithms
#pragma once

#include <tests/isolation/transaction_history.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace helios::test {

class dependency_graph {
 public:
  enum class edge_kind : std::uint8_t { session, ww, wr, rw };
  struct edge {
    std::size_t to;
    edge_kind kind;
    history_key key;
    friend auto operator<=>(edge const&, edge const&) = default;
  };

  explicit dependency_graph(std::size_t transactions) : edges_(transactions) {}

  void add(std::size_t from, std::size_t to, edge_kind kind, history_key const& key) {
    if (from != to) edges_[from].push_back({to, kind, key});
  }

  /// Calls found(kind, proof) for a cycle in each part of the graph that has one, the weakest.
  template <class Found>
  void find_cycles(Found&& found) {
    for (auto& list : edges_) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    std::set<std::size_t> told;
    for (anomaly_kind const kind : {anomaly_kind::g0, anomaly_kind::g1c, anomaly_kind::g_single,
                                    anomaly_kind::g_nonadjacent, anomaly_kind::g2}) {
      for (std::vector<std::size_t> const& knot : knots(kind)) {
        if (std::any_of(knot.begin(), knot.end(), [&](std::size_t t) { return told.contains(t); }))
          continue;
        for (std::size_t const t : knot) {
          auto const cycle = cycle_at(t, kind);
          if (!cycle) continue;
          found(kind, proof_of(*cycle));
          told.insert(knot.begin(), knot.end());
          break;
        }
      }
    }
  }

 private:
  // Where no two rw may meet, a node is a transaction and whether an rw led there: then
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

  [[nodiscard]] std::string proof_of(std::vector<walk> const& cycle) const {
    static constexpr char const* names[] = {"session", "ww", "wr", "rw"};
    std::string out = "T" + std::to_string(cycle.front().from % edges_.size());
    for (walk const& w : cycle) {
      out += std::string(" -") + names[static_cast<std::size_t>(w.by.kind)];
      if (w.by.kind != edge_kind::session) out += " " + text_of(w.by.key);
      out += "-> T" + std::to_string(w.by.to);
    }
    return out;
  }

  std::vector<std::vector<edge>> edges_;
};

}  // namespace helios::test
