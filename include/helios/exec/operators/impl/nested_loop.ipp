// helios/exec/operators/impl/nested_loop.ipp -- left row by left row.
#pragma once

#include <helios/exec/operators/nested_loop.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline std::vector<data_type> nested_loop_types(join_kind kind, operation const& left,
                                                              operation const& right) {
  std::vector<data_type> r = left.types();
  if (kind <= join_kind::full) r.insert(r.end(), right.types().begin(), right.types().end());
  return r;
}

}  // namespace detail

nested_loop::nested_loop(run_context const& run, operation_ptr left, operation_ptr right,
                         nested_loop_plan plan, std::span<value> slots)
    : operation(run, detail::nested_loop_types(plan.kind, *left, *right)),
      plan_(std::move(plan)),
      slots_(slots),
      store_(right->types(), memory()) {
  HELIOS_EXPECTS(plan_.kind != join_kind::right && plan_.kind != join_kind::full &&
                 plan_.kind != join_kind::not_in);
  add_input(std::move(left));
  add_input(std::move(right));
}

void nested_loop::restart() {
  begun_ = row_open_ = false;
  left_places_.clear();
  right_places_.clear();
  store_.clear();
  emitted_ = 0;
  restart_inputs();
}

/// Stands on the first row of the next left batch; false: there is none.
bool nested_loop::next_left() {
  if (!input(0).next(left_)) return false;
  begun_ = true;
  left_at_ = 0;
  slot_memory_.clear();
  environment with(slot_memory_, run().session);
  slot_columns_.clear();
  for (expression_ptr const& e : plan_.slot_values)
    slot_columns_.push_back(evaluate(*e, left_, left_.rows, with));
  return true;
}

void nested_loop::begin_row() {
  for (std::size_t i = 0; i != slot_columns_.size(); ++i)
    slots_[plan_.slots[i]] = value_at(slot_columns_[i], left_.rows[left_at_]);
  input(1).restart();
  row_open_ = true;
  matched_ = false;
}

/// The rows of right_ that fulfil the condition with the left row at work.
selection nested_loop::fulfilling() {
  if (!plan_.condition) return right_.rows;
  pair_.clear();
  std::vector<std::uint32_t> const places(right_.rows.extent(), left_.rows[left_at_]);
  for (column const& c : left_.columns) pair_.columns.push_back(gather(pair_.memory, c, places));
  pair_.columns.insert(pair_.columns.end(), right_.columns.begin(), right_.columns.end());
  environment with(pair_.memory, run().session);
  return evaluate_filter(*plan_.condition, pair_, right_.rows, with);
}

void nested_loop::add_pairs(selection const& right) {
  std::uint32_t const first = store_.rows();
  store_.append(right_.columns, right);
  for (std::uint32_t i = 0; i != right.count; ++i) {
    left_places_.push_back(left_.rows[left_at_]);
    right_places_.push_back(first + i);
  }
}

/// Takes the next right batch for the left row at work, and ends the row with the last.
void nested_loop::match() {
  if (input(1).next(right_)) {
    selection const found = fulfilling();
    if (found.count == 0) return;
    matched_ = true;
    if (pairs_go_out()) return add_pairs(found);
  }
  row_open_ = false;
  bool const alone = !matched_ && (plan_.kind == join_kind::left || plan_.kind == join_kind::anti);
  if (alone || (matched_ && plan_.kind == join_kind::semi)) {
    left_places_.push_back(left_.rows[left_at_]);
    right_places_.push_back(no_row);
  }
  ++left_at_;
}

void nested_loop::emit(batch& out) {
  std::size_t const n = std::min<std::size_t>(capacity(), left_places_.size() - emitted_);
  for (column const& c : left_.columns)
    out.columns.push_back(gather(out.memory, c, std::span(left_places_).subspan(emitted_, n)));
  if (pairs_go_out()) store_.gather(std::span(right_places_).subspan(emitted_, n), out);
  out.rows = {nullptr, static_cast<std::uint32_t>(n)};
  emitted_ += n;
}

bool nested_loop::pull(batch& out) {
  while (true) {
    std::size_t const waiting = left_places_.size() - emitted_;
    bool const left_done = !begun_ || (left_at_ == left_.count() && !row_open_);
    if (waiting >= capacity() || (left_done && waiting != 0)) {
      emit(out);
      return true;
    }
    if (waiting == 0) {
      left_places_.clear();
      right_places_.clear();
      store_.clear();
      emitted_ = 0;
    }
    if (left_done && !next_left()) return false;
    if (!row_open_) begin_row();
    match();
  }
}

}  // namespace helios::exec
