// helios/plan/impl/push_down.ipp -- conditions go down to where their columns are made; outer joins
// whose NULLs no condition keeps become inner.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/conditions.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

class pushing {
 public:
  explicit pushing(query const& q) : query_(&q) {}

  /// Puts conditions as far below `at` as they go, and its own filters likewise.
  void push(node_ptr& at, expressions conditions) {
    check_stack();
    expressions stay;
    std::erase_if(conditions, [&](expression_ptr const& e) {
      if (!is_volatile(*e, *query_)) return false;
      stay.push_back(e);
      return true;
    });
    descend(at, conditions, stay);
    renew_columns(*at);
    if (stay.empty()) return;
    auto f = std::make_unique<filter>();
    f->columns = at->columns;
    f->conditions = std::move(stay);
    f->inputs.push_back(std::move(at));
    at = std::move(f);
  }

 private:
  void descend(node_ptr& at, expressions& conditions, expressions& stay) {
    node& n = *at;
    switch (n.kind) {
      case node_kind::filter: {
        expressions own = as<filter>(n).conditions;
        own.insert(own.end(), conditions.begin(), conditions.end());
        at = node_ptr(std::move(n.inputs[0]));
        return push(at, std::move(own));
      }
      case node_kind::scan: {
        auto& s = as<scan>(n);
        s.filters.insert(s.filters.end(), conditions.begin(), conditions.end());
        return;
      }
      case node_kind::project: {
        auto const& p = as<project>(n);
        expressions below;
        for (expression_ptr const& c : conditions) {
          expression_ptr e = substituted(c, p.columns, p.values);
          (is_volatile(*e, *query_) ? stay : below).push_back(is_volatile(*e, *query_) ? c : e);
        }
        return push(n.inputs[0], std::move(below));
      }
      case node_kind::join: return into_join(as<join>(n), conditions, stay);
      case node_kind::aggregate: {
        auto const& a = as<aggregate>(n);
        std::span<column const> const groups(n.columns.data(), a.groups.size());
        expressions below;
        for (expression_ptr const& c : conditions) {
          expression_ptr e = substituted(c, groups, a.groups);
          bool const moves =
              !a.groups.empty() && reads_only(*c, groups) && !is_volatile(*e, *query_);
          (moves ? below : stay).push_back(moves ? e : c);
        }
        return push(n.inputs[0], std::move(below));
      }
      case node_kind::sort:
        if (as<sort>(n).wanted.whole()) return push(n.inputs[0], std::move(conditions));
        break;
      case node_kind::distinct: {
        auto const& on = as<distinct>(n).on;
        std::vector<column> of;
        for (column const& c : n.inputs[0]->columns)
          if (on.empty() || std::find(on.begin(), on.end(), c.number) != on.end()) of.push_back(c);
        expressions below;
        for (expression_ptr const& c : conditions) (reads_only(*c, of) ? below : stay).push_back(c);
        return push(n.inputs[0], std::move(below));
      }
      case node_kind::set_operation: return into_set(as<set_operation>(n), conditions);
      case node_kind::values:
      case node_kind::rows:
      case node_kind::series:
      case node_kind::shared:
      case node_kind::limit:
      case node_kind::recursive: break;
    }
    stay.insert(stay.end(), conditions.begin(), conditions.end());
    for (node_ptr& in : n.inputs) push(in, {});
  }

  /// Of EXCEPT and INTERSECT only the left rows come out: the right ones stay as they are.
  void into_set(set_operation& s, expressions const& conditions) {
    bool const both = s.how == exec::set_kind::union_;
    for (std::size_t i = 0; i != 2; ++i) {
      expressions below;
      expressions const values = references(s.inputs[i]->columns);
      if (i == 0 || both)
        for (expression_ptr const& c : conditions)
          below.push_back(substituted(c, s.columns, values));
      push(s.inputs[i], std::move(below));
    }
  }

  /// Unmatched rows that no condition above keeps need not be made.
  void narrow_kind(join& j, expressions const& above) const {
    using exec::join_kind;
    auto const rejected = [&](std::size_t side) {
      return std::any_of(above.begin(), above.end(), [&](expression_ptr const& e) {
        return rejects_nulls(*e, j.inputs[side]->columns);
      });
    };
    if (j.how == join_kind::left && rejected(1)) j.how = join_kind::inner;
    if (j.how == join_kind::right && rejected(0)) j.how = join_kind::inner;
    if (j.how == join_kind::full) {
      bool const no_left = rejected(0), no_right = rejected(1);
      j.how = no_left && no_right ? join_kind::inner
              : no_left           ? join_kind::left
              : no_right          ? join_kind::right
                                  : join_kind::full;
    }
  }

  void into_join(join& j, expressions const& above, expressions& stay) {
    using exec::join_kind;
    narrow_kind(j, above);
    bool const inner = j.how == join_kind::inner;
    bool const takes_left = inner || j.how == join_kind::left || j.how > join_kind::full;
    bool const takes_right = inner || j.how == join_kind::right;
    expressions left, right, on;
    for (expression_ptr const& e : above) {
      bool const of_left = reads_only(*e, j.inputs[0]->columns);
      bool const of_right = reads_only(*e, j.inputs[1]->columns);
      if (takes_left && of_left) {
        left.push_back(e);
      } else if (takes_right && of_right) {
        right.push_back(e);
      } else {
        (inner ? on : stay).push_back(e);
      }
    }
    // A condition of the join itself may go to the side whose rows come out only in pairs.
    bool const pairs_left = inner || j.how == join_kind::right || j.how == join_kind::semi;
    bool const pairs_right =
        inner || j.how == join_kind::left || j.how == join_kind::semi || j.how == join_kind::anti;
    expressions own;
    for (expression_ptr const& e : j.conditions) {
      bool const moves = !is_volatile(*e, *query_);
      if (moves && pairs_left && reads_only(*e, j.inputs[0]->columns)) {
        left.push_back(e);
      } else if (moves && pairs_right && reads_only(*e, j.inputs[1]->columns)) {
        right.push_back(e);
      } else {
        own.push_back(e);
      }
    }
    own.insert(own.end(), on.begin(), on.end());
    j.conditions = std::move(own);
    push(j.inputs[0], std::move(left));
    push(j.inputs[1], std::move(right));
  }

  query const* query_;
};

void push_down(planning const& p) {
  each_root(p.q, [&](node_ptr& root) { pushing(p.q).push(root, {}); });
}

}  // namespace helios::plan::detail
