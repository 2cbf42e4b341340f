// helios/exec/operators/impl/join.ipp -- build, probe, and what had no partner.
#pragma once

#include <helios/exec/operators/join.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline std::vector<data_type> joined_types(join_kind kind, operation const& left,
                                                         operation const& right) {
  std::vector<data_type> r = left.types();
  if (kind <= join_kind::full) r.insert(r.end(), right.types().begin(), right.types().end());
  return r;
}

[[nodiscard]] inline std::string_view name_of(join_kind kind) noexcept {
  switch (kind) {
    case join_kind::inner: return "";
    case join_kind::left: return " Left";
    case join_kind::right: return " Right";
    case join_kind::full: return " Full";
    case join_kind::semi: return " Semi";
    case join_kind::anti: return " Anti";
    case join_kind::not_in: return " Anti (NOT IN)";
  }
  HELIOS_UNREACHABLE();
}

/// The keys of a batch's rows, and which of them hold a NULL.
inline void join_keys(expressions const& by, batch const& in, environment& with, row_keys& keys,
                      std::vector<std::uint8_t>& null) {
  std::vector<column> columns;
  for (expression_ptr const& e : by) columns.push_back(evaluate(*e, in, in.rows, with));
  keys.build(columns, in.rows);
  null.assign(in.count(), 0);
  for (column const& c : columns) {
    if (c.nulls == nullptr) continue;
    for (std::uint32_t k = 0; k != in.count(); ++k) null[k] |= c.nulls[in.rows[k]];
  }
}

}  // namespace detail

join::join(run_context const& run, operation_ptr left, operation_ptr right, join_plan plan)
    : operation(run, detail::joined_types(plan.kind, *left, *right)),
      plan_(std::move(plan)),
      right_(right->types()) {
  HELIOS_EXPECTS(plan_.left_keys.size() == plan_.right_keys.size());
  add_input(std::move(left));
  add_input(std::move(right));
}

void join::restart() {
  phase_ = phase::build;
  right_.clear();
  table_.clear();
  for (auto* const list : {&first_, &last_, &next_}) list->clear();
  right_null_ = false;
  right_at_ = 0;
  candidate_ = no_row;
  restart_inputs();
}

std::string join::describe() const {
  std::string r = plan_.left_keys.empty() ? "Nested Loop" : "Hash";
  r += std::string(detail::name_of(plan_.kind)) + " Join";
  for (std::size_t i = 0; i != plan_.left_keys.size(); ++i)
    r += (i == 0 ? ": " : " AND ") +
         ('(' + to_string(*plan_.left_keys[i]) + " = " + to_string(*plan_.right_keys[i]) + ')');
  if (plan_.condition) r += "  Join Filter: " + to_string(*plan_.condition);
  return r;
}

void join::build() {
  batch in;
  row_keys keys;
  std::vector<std::uint8_t> null;
  while (input(1).next(in)) {
    std::uint32_t const base = right_.rows();
    right_.append(in.columns, in.rows);
    next_.resize(right_.rows(), no_row);
    if (plan_.right_keys.empty()) {
      for (std::uint32_t k = 0; k != in.count(); ++k) next_[base + k] = base + k + 1;
      continue;
    }
    arena memory;
    environment with(memory, run().session);
    detail::join_keys(plan_.right_keys, in, with, keys, null);
    for (std::uint32_t k = 0; k != in.count(); ++k) {
      if (null[k] != 0) {
        right_null_ = true;
        continue;
      }
      auto const found = table_.find_or_insert(keys[k]);
      if (found.fresh) {
        first_.push_back(base + k);
        last_.push_back(base + k);
      } else {
        next_[last_[found.number]] = base + k;
        last_[found.number] = base + k;
      }
    }
  }
  if (plan_.right_keys.empty() && !next_.empty()) next_.back() = no_row;
  right_matched_.assign(right_.rows(), 0);
}

/// Takes the next left batch and finds where each row's candidates begin.
bool join::probe() {
  if (!input(0).next(left_)) return false;
  left_matched_.assign(left_.count(), 0);
  left_at_ = 0;
  if (plan_.left_keys.empty()) {
    heads_.assign(left_.count(), right_.rows() == 0 ? no_row : 0);
    left_null_.assign(left_.count(), 0);
  } else {
    arena memory;
    environment with(memory, run().session);
    row_keys keys;
    detail::join_keys(plan_.left_keys, left_, with, keys, left_null_);
    heads_.assign(left_.count(), no_row);
    for (std::uint32_t k = 0; k != left_.count(); ++k) {
      if (left_null_[k] != 0) continue;
      std::uint32_t const number = table_.find(keys[k]);
      if (number != key_table::none) heads_[k] = first_[number];
    }
  }
  candidate_ = heads_.front();
  return true;
}

/// Up to a batch of candidate pairs from where the last call stopped. `left` are places in the
/// selection.
void join::collect(std::vector<std::uint32_t>& left, std::vector<std::uint32_t>& right) {
  while (left_at_ != left_.count()) {
    // What one pair decides needs no second one.
    if (one_pair_decides() && left_matched_[left_at_] != 0) candidate_ = no_row;
    for (; candidate_ != no_row; candidate_ = next_[candidate_]) {
      if (left.size() == capacity()) return;
      left.push_back(left_at_);
      right.push_back(candidate_);
    }
    if (++left_at_ != left_.count()) candidate_ = heads_[left_at_];
  }
}

/// Pairs that fulfil the condition; false: this left batch has no more.
bool join::emit_pairs(batch& out) {
  std::vector<std::uint32_t> left, right;
  collect(left, right);
  if (left.empty()) return false;
  std::vector<std::uint32_t> rows(left.size());
  for (std::size_t i = 0; i != left.size(); ++i) rows[i] = left_.rows[left[i]];
  batch pairs;
  batch& to = one_pair_decides() ? pairs : out;
  to.rows = {nullptr, static_cast<std::uint32_t>(left.size())};
  if (!one_pair_decides() || plan_.condition) {
    for (column const& c : left_.columns) to.columns.push_back(gather(to.memory, c, rows));
    right_.gather(right, to);
  }
  if (plan_.condition) {
    environment with(to.memory, run().session);
    to.rows = evaluate_filter(*plan_.condition, to, to.rows, with);
  }
  each(to.rows, [&](std::uint32_t i) {
    left_matched_[left[i]] = 1;
    right_matched_[right[i]] = 1;
  });
  return true;
}

void join::add_nulls(batch& out, std::vector<data_type> const& of, std::uint32_t n) const {
  for (data_type const t : of) out.columns.push_back(constant_column(out.memory, {}, t, n));
}

/// The left rows that the kind shows once their pairs are known.
void join::emit_left(batch& out) {
  bool const matched = plan_.kind == join_kind::semi;
  bool const nobody = plan_.kind == join_kind::not_in && right_null_;
  bool const null_counts = plan_.kind == join_kind::not_in && right_.rows() != 0;
  std::uint32_t k = 0;
  out.columns = left_.columns;
  out.rows = narrow(out.memory, left_.rows, [&](std::uint32_t) {
    std::uint32_t const place = k++;
    return (left_matched_[place] != 0) == matched && !nobody &&
           !(null_counts && left_null_[place] != 0);
  });
  if (plan_.kind <= join_kind::full) add_nulls(out, input(1).types(), left_.rows.extent());
}

bool join::emit_right_rest(batch& out) {
  std::vector<std::uint32_t> rows;
  for (; right_at_ != right_.rows() && rows.size() != capacity(); ++right_at_)
    if (right_matched_[right_at_] == 0) rows.push_back(right_at_);
  if (rows.empty()) return false;
  auto const n = static_cast<std::uint32_t>(rows.size());
  add_nulls(out, input(0).types(), n);
  right_.gather(rows, out);
  out.rows = {nullptr, n};
  return true;
}

bool join::pull(batch& out) {
  switch (phase_) {
    case phase::build:
      build();
      phase_ = phase::probe;
      return true;
    case phase::probe: {
      bool const right_rest = plan_.kind == join_kind::right || plan_.kind == join_kind::full;
      phase_ = probe() ? phase::pairs : right_rest ? phase::right_rest : phase::end;
      return true;
    }
    case phase::pairs:
      if (emit_pairs(out)) return true;
      phase_ = plan_.kind == join_kind::inner || plan_.kind == join_kind::right ? phase::probe
                                                                                : phase::left_rest;
      return true;
    case phase::left_rest:
      emit_left(out);
      phase_ = phase::probe;
      return true;
    case phase::right_rest:
      if (emit_right_rest(out)) return true;
      phase_ = phase::end;
      return false;
    case phase::end: return false;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::exec
