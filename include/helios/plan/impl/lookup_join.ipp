// helios/plan/impl/lookup_join.ipp -- joins with few left rows look their partners up by a key; of
// outer joins the smaller side is kept.
//
// Shape     join(L, scan(R)) on conditions -> the left columns in the conditions become slots, the
//           conditions filters of R, whose key or index then answers them
// Cost      compared in rows read: per left row a descent and the rows found, or all of R read and
//           kept
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/access_path.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

// In rows read one after the other, 3 ns each: running the right side for one row took 1.3 us and
// keeping a row 12 ns (bench/storage/sql_queries.cpp, 200,000 rows beside a million). Estimates
// err, and a lookup need not read all of its rows: half of the former.
inline constexpr double descent_cost = 200, kept_row_cost = 4;

class lookup_joining {
 public:
  lookup_joining(planning const& p, join& j) : p_(&p), join_(&j) {}

  void decide() {
    using exec::join_kind;
    join& j = *join_;
    if (!j.slots.empty()) return;
    bool const inner = j.how == join_kind::inner;
    if ((inner || j.how == join_kind::left || j.how == join_kind::semi ||
         j.how == join_kind::anti) &&
        look_up())
      return;
    if (inner) {
      turn();
      if (look_up()) return;
      turn();
    }
    bool const one_sided = j.how == join_kind::left || j.how == join_kind::right;
    if (!one_sided || j.inputs[1]->expected_rows <= j.inputs[0]->expected_rows) return;
    turn();
    j.how = j.how == join_kind::left ? join_kind::right : join_kind::left;
  }

 private:
  void turn() {
    std::swap(join_->inputs[0], join_->inputs[1]);
    renew_columns(*join_);
  }

  /// True: the right side is now run for each left row.
  bool look_up() {
    join& j = *join_;
    if (j.inputs[1]->kind != node_kind::scan) return false;
    auto& s = as<scan>(*j.inputs[1]);
    if (s.versions) return false;
    slot_columns_.clear();
    expressions conditions = s.filters;
    for (expression_ptr const& e : j.conditions) conditions.push_back(through_slots(e));
    double const all = p_->rows_of(s);
    access_path const path = best_path(s, conditions, p_->q, all);
    if (!reads_new_slots(path)) return false;
    access_path const whole = best_path(s, s.filters, p_->q, all);
    double const left = j.inputs[0]->expected_rows;
    double const by_hash = whole.cost + kept_row_cost * expected_in(whole) + left;
    if (left * (descent_cost + path.cost) >= by_hash) return false;
    s.filters = std::move(conditions);
    j.conditions.clear();
    for (column const& c : slot_columns_) {
      j.slots.push_back(p_->new_slot());
      j.slot_values.push_back(exec::make_column(c.number, c.type, c.name));
    }
    return true;
  }

  /// The condition with left columns as slots; their numbers follow those that are given.
  [[nodiscard]] expression_ptr through_slots(expression_ptr const& e) {
    return rewritten(e, [&](expression const& p) -> expression_ptr {
      if (p.kind != expression_kind::column || makes(*join_->inputs[1], p.index)) return nullptr;
      std::size_t at = 0;
      while (at != slot_columns_.size() && slot_columns_[at].number != p.index) ++at;
      if (at == slot_columns_.size()) slot_columns_.push_back({p.index, p.type, p.name});
      return exec::make_outer_column(p_->q.slots + static_cast<std::uint32_t>(at), p.type, p.name);
    });
  }
  [[nodiscard]] bool reads_new_slots(access_path const& path) const {
    auto const reads = [&](expression_ptr const& e) {
      return any_part(*e, [&](expression const& p) {
        return p.kind == expression_kind::outer_column && p.index >= p_->q.slots;
      });
    };
    return std::any_of(path.lower.parts.begin(), path.lower.parts.end(), reads) ||
           std::any_of(path.upper.parts.begin(), path.upper.parts.end(), reads);
  }

  planning const* p_;
  join* join_;
  std::vector<column> slot_columns_;
};

inline void look_up_below(planning const& p, node_ptr& at) {
  check_stack();
  each_input(p, *at, [&](node_ptr& in) { look_up_below(p, in); });
  if (at->kind == node_kind::join) lookup_joining(p, as<join>(*at)).decide();
  renew_columns(*at);
}

void join_by_lookup(planning const& p) {
  each_root_in_place(p, [&](node_ptr& root) {
    (void)estimate(p, *root);
    look_up_below(p, root);
  });
}

}  // namespace helios::plan::detail
