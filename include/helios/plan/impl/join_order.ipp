// helios/plan/impl/join_order.ipp -- inner joins in an order that keeps what is between them small.
//
// Shape     a tree of inner joins without slots is a set of relations and a set of conditions. The
//           smallest relation begins; the next is always the one, among those that a condition
//           connects to what is there, with which the fewest rows are expected (without such a one:
//           the smallest). The smaller side becomes the right one, which a hash join keeps.
//           Ties are decided by the order in the statement.
// Cost      relations squared
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/conditions.hpp>
#include <helios/plan/impl/join_keys.hpp>
#include <helios/plan/impl/passes.hpp>

#include <unordered_map>

namespace helios::plan::detail {

class join_ordering {
 public:
  explicit join_ordering(planning const& p) : p_(&p) {}

  void order(node_ptr& at) {
    check_stack();
    if (!is_free(*at)) {
      each_input(*p_, *at, [&](node_ptr& in) { order(in); });
      renew_columns(*at);
      return;
    }
    std::vector<node_ptr> relations;
    expressions conditions;
    flatten(at, relations, conditions);
    for (node_ptr& r : relations) {
      order(r);
      (void)estimate(*p_, *r);
    }
    at = joined(std::move(relations), conditions);
  }

 private:
  [[nodiscard]] static bool is_free(node const& n) {
    return n.kind == node_kind::join && as<join>(n).how == exec::join_kind::inner &&
           as<join>(n).slots.empty();
  }
  static void flatten(node_ptr& at, std::vector<node_ptr>& relations, expressions& conditions) {
    check_stack();
    if (!is_free(*at)) {
      relations.push_back(std::move(at));
      return;
    }
    auto const& own = as<join>(*at).conditions;
    conditions.insert(conditions.end(), own.begin(), own.end());
    for (node_ptr& in : at->inputs) flatten(in, relations, conditions);
  }

  [[nodiscard]] static bool connects(expressions const& conditions, node const& a, node const& b) {
    return std::any_of(conditions.begin(), conditions.end(), [&](expression_ptr const& e) {
      return join_keys(e, a.columns, b.columns).has_value();
    });
  }

  [[nodiscard]] double pairs_of(node const& left, node const& right,
                                expressions const& conditions) const {
    expressions decided;
    for (expression_ptr const& e : conditions)
      if (join_keys(e, left.columns, right.columns)) decided.push_back(e);
    return expected_pairs(*p_, left, right, decided);
  }

  /// A relation, and the conditions that read columns of it.
  struct candidate {
    node_ptr node;
    expressions conditions;
  };
  [[nodiscard]] static std::vector<candidate> with_conditions(std::vector<node_ptr> relations,
                                                              expressions const& conditions) {
    std::unordered_map<std::uint32_t, std::size_t> maker;
    std::vector<candidate> all;
    for (node_ptr& r : relations) {
      for (column const& c : r->columns) maker.emplace(c.number, all.size());
      all.push_back({std::move(r), {}});
    }
    for (expression_ptr const& e : conditions) {
      each_part(*e, [&](expression const& p) {
        if (p.kind != expression_kind::column) return;
        auto const made = maker.find(p.index);
        HELIOS_EXPECTS(made != maker.end());
        expressions& own = all[made->second].conditions;
        if (own.empty() || own.back() != e) own.push_back(e);
      });
    }
    return all;
  }

  /// Two inputs and those conditions that they decide.
  [[nodiscard]] node_ptr join_of(node_ptr left, node_ptr right,
                                 expressions const& conditions) const {
    auto j = std::make_unique<join>();
    if (left->expected_rows < right->expected_rows) std::swap(left, right);
    j->inputs.push_back(std::move(left));
    j->inputs.push_back(std::move(right));
    renew_columns(*j);
    for (expression_ptr const& e : conditions)
      if (reads_only(*e, j->columns)) j->conditions.push_back(e);
    j->expected_rows = expected_pairs(*p_, *j->inputs[0], *j->inputs[1], j->conditions);
    return j;
  }

  [[nodiscard]] node_ptr joined(std::vector<node_ptr> relations,
                                expressions const& conditions) const {
    std::vector<candidate> left = with_conditions(std::move(relations), conditions);
    auto const smallest =
        std::min_element(left.begin(), left.end(), [](candidate const& a, candidate const& b) {
          return a.node->expected_rows < b.node->expected_rows;
        });
    node_ptr whole = std::move(smallest->node);
    left.erase(smallest);
    bool first = true;
    while (!left.empty()) {
      std::size_t best = 0;
      bool best_connected = false;
      double best_rows = 0;
      for (std::size_t i = 0; i != left.size(); ++i) {
        candidate const& c = left[i];
        bool const connected = connects(c.conditions, *whole, *c.node);
        if (best_connected && !connected) continue;
        double const rows =
            connected ? pairs_of(*whole, *c.node, c.conditions) : c.node->expected_rows;
        if (i != 0 && connected == best_connected && rows >= best_rows) continue;
        best = i;
        best_connected = connected;
        best_rows = rows;
      }
      candidate next = std::move(left[best]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(best));
      // The first join decides what reads the smallest alone, or no column; each later one what
      // reads the relation that it adds.
      whole = join_of(std::move(whole), std::move(next.node), first ? conditions : next.conditions);
      first = false;
    }
    return whole;
  }

  planning const* p_;
};

void order_joins(planning const& p) {
  each_root_in_place(p, [&](node_ptr& root) {
    scans_by_column scans;
    each_node(static_cast<node const&>(*root), [&](node const& n) {
      if (n.kind != node_kind::scan) return;
      for (column const& c : n.columns) scans.emplace(c.number, &as<scan>(n));
    });
    planning const by_column{p.q, p.session, p.counts, &scans};
    join_ordering(by_column).order(root);
  });
}

}  // namespace helios::plan::detail
