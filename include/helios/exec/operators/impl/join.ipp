// helios/exec/operators/impl/join.ipp -- build, probe, and what had no partner.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/exec/operators/join.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

/// Places of the columns that go out.
[[nodiscard]] inline std::vector<std::uint32_t> places_out(join_plan const& p, std::size_t left,
                                                           std::size_t right) {
  std::size_t const all = left + (p.kind <= join_kind::full ? right : 0);
  std::vector<std::uint32_t> r;
  for (std::uint32_t i = 0; i != all; ++i)
    if (!std::binary_search(p.dropped.begin(), p.dropped.end(), i)) r.push_back(i);
  return r;
}

[[nodiscard]] inline std::vector<data_type> joined_types(join_plan const& p, operation const& left,
                                                         operation const& right) {
  std::size_t const width = left.types().size();
  std::vector<data_type> r;
  for (std::uint32_t const i : places_out(p, width, right.types().size()))
    r.push_back(i < width ? left.types()[i] : right.types()[i - width]);
  return r;
}

inline void add_places_read(expression const& e, std::vector<std::uint32_t>& to) {
  check_stack();
  if (e.kind == expression_kind::column) to.push_back(e.index);
  for (expression_ptr const& o : e.operands) add_places_read(*o, to);
}

}  // namespace detail

join::join(run_context const& run, operation_ptr left, operation_ptr right, join_plan plan)
    : operation(run, detail::joined_types(plan, *left, *right)),
      plan_(std::move(plan)),
      left_width_(static_cast<std::uint32_t>(left->types().size())),
      out_(detail::places_out(plan_, left_width_, right->types().size())) {
  HELIOS_EXPECTS(plan_.left_keys.size() == plan_.right_keys.size());
  if (plan_.condition) detail::add_places_read(*plan_.condition, read_);
  std::vector<data_type> kept;
  for (std::uint32_t i = 0; i != right->types().size(); ++i) {
    auto const among = [place = left_width_ + i](std::vector<std::uint32_t> const& all) {
      return std::find(all.begin(), all.end(), place) != all.end();
    };
    if (!among(out_) && !among(read_)) continue;
    kept_.push_back(i);
    kept.push_back(right->types()[i]);
  }
  right_.reset(std::move(kept));
  add_input(std::move(left));
  add_input(std::move(right));
}

void join::restart() {
  phase_ = phase::build;
  right_.clear();
  index_.clear();
  right_any_ = right_null_ = false;
  right_at_ = 0;
  candidate_ = no_row;
  restart_inputs();
}

/// Fills keys_; returns the rows in which none is NULL.
selection join::evaluate_keys(expressions const& by, batch const& in) {
  key_memory_.clear();
  keys_.clear();
  environment with(key_memory_, run().session);
  selection whole = in.rows;
  for (expression_ptr const& e : by) {
    column const key = evaluate(*e, in, in.rows, with);
    keys_.push_back(key);
    if (key.nulls != nullptr)
      whole = narrow(key_memory_, whole, [&](std::uint32_t i) { return key.nulls[i] == 0; });
  }
  return whole;
}

void join::build() {
  batch in;
  std::vector<column> kept(kept_.size());
  while (input(1).next(in)) {
    right_any_ = true;
    selection rows = in.rows;
    if (!plan_.right_keys.empty()) {
      selection const whole = evaluate_keys(plan_.right_keys, in);
      right_null_ = right_null_ || whole.count != in.count();
      if (!shows_right_rest()) rows = whole;  // the others pair with nothing
      index_.add(keys_, rows);
    }
    for (std::size_t i = 0; i != kept_.size(); ++i) kept[i] = in.columns[kept_[i]];
    right_.append(kept, rows);
  }
  right_matched_.assign(shows_right_rest() ? right_.rows() : 0, 0);
}

/// Takes the next left batch and finds where each row's candidates begin.
bool join::probe() {
  if (!input(0).next(left_)) return false;
  left_at_ = 0;
  left_keyed_ = left_.rows;
  std::uint32_t const extent = left_.rows.extent();
  if (shows_left_rest()) left_matched_.assign(extent, 0);
  if (plan_.left_keys.empty()) {
    heads_.assign(extent, right_.rows() == 0 ? no_row : 0);
  } else {
    left_keyed_ = evaluate_keys(plan_.left_keys, left_);
    heads_.resize(extent);
    if (left_keyed_.count != left_.count()) heads_.assign(extent, no_row);
    index_.find(keys_, left_keyed_, heads_.data());
  }
  candidate_ = heads_[left_.rows[0]];
  return true;
}

std::uint32_t join::next_candidate(std::uint32_t row) const noexcept {
  if (!plan_.left_keys.empty()) return index_.next(row);
  return row + 1 == right_.rows() ? no_row : row + 1;
}

/// Fills the lists with up to a batch of candidates from where the last call stopped.
void join::list_candidates() {
  left_of_.clear();
  right_of_.clear();
  while (left_at_ != left_.count()) {
    std::uint32_t const row = left_.rows[left_at_];
    // What one pair decides needs no second one.
    if (one_pair_decides() && left_matched_[row] != 0) candidate_ = no_row;
    for (; candidate_ != no_row; candidate_ = next_candidate(candidate_)) {
      if (left_of_.size() == capacity()) return;
      left_of_.push_back(row);
      right_of_.push_back(candidate_);
    }
    if (++left_at_ != left_.count()) candidate_ = heads_[left_.rows[left_at_]];
  }
}

join::candidates join::next_candidates() {
  if (!one_candidate()) {
    list_candidates();
    auto const n = static_cast<std::uint32_t>(left_of_.size());
    return {{nullptr, n}, left_of_.data(), right_of_.data()};
  }
  if (left_at_ == left_.count()) return {};
  left_at_ = left_.count();
  selection const found =
      narrow(pairs_.memory, left_.rows, [&](std::uint32_t i) { return heads_[i] != no_row; });
  return {found, nullptr, heads_.data()};
}

/// Fills columns of the pairs that are selected.
void join::fetch(std::vector<std::uint32_t> const& places, candidates const& of) {
  arena& in = pairs_.memory;
  for (std::uint32_t const place : places) {
    column& to = pairs_.columns[place];
    if (place >= left_width_) {
      auto const at = std::lower_bound(kept_.begin(), kept_.end(), place - left_width_);
      column const kept = right_.all(static_cast<std::size_t>(at - kept_.begin()));
      to = gather(in, kept, of.right, pairs_.rows);
    } else {
      column const& from = left_.columns[place];
      to = of.left == nullptr ? from : gather(in, from, of.left, pairs_.rows);
    }
  }
}

/// Pairs that fulfil the condition; false: this left batch has no more.
bool join::emit_pairs(batch& out) {
  pairs_.clear();
  candidates const tried = next_candidates();
  if (tried.rows.count == 0) return false;
  pairs_.columns.resize(left_width_ + input(1).types().size());
  pairs_.rows = tried.rows;
  if (plan_.condition) {
    fetch(read_, tried);
    environment with(pairs_.memory, run().session);
    pairs_.rows = evaluate_filter(*plan_.condition, pairs_, pairs_.rows, with);
  }
  if (shows_left_rest())
    each(pairs_.rows,
         [&](std::uint32_t i) { left_matched_[tried.left == nullptr ? i : tried.left[i]] = 1; });
  if (shows_right_rest())
    each(pairs_.rows, [&](std::uint32_t i) { right_matched_[tried.right[i]] = 1; });
  if (one_pair_decides()) return true;
  fetch(out_, tried);
  for (std::uint32_t const place : out_) out.columns.push_back(pairs_.columns[place]);
  out.rows = pairs_.rows;
  return true;
}

/// The left rows that the kind shows once their pairs are known.
void join::emit_left(batch& out) {
  bool const matched = plan_.kind == join_kind::semi;
  selection rows = left_.rows;
  if (plan_.kind == join_kind::not_in) {
    if (right_null_) return;
    if (right_any_) rows = left_keyed_;
  }
  out.rows =
      narrow(out.memory, rows, [&](std::uint32_t i) { return (left_matched_[i] != 0) == matched; });
  for (std::size_t i = 0; i != out_.size(); ++i)
    out.columns.push_back(out_[i] < left_width_
                              ? left_.columns[out_[i]]
                              : constant_column(out.memory, {}, types()[i], out.rows.extent()));
}

bool join::emit_right_rest(batch& out) {
  std::vector<std::uint32_t> rows;
  for (; right_at_ != right_.rows() && rows.size() != capacity(); ++right_at_)
    if (right_matched_[right_at_] == 0) rows.push_back(right_at_);
  if (rows.empty()) return false;
  auto const n = static_cast<std::uint32_t>(rows.size());
  pairs_.clear();
  pairs_.columns.resize(left_width_ + input(1).types().size());
  pairs_.rows = out.rows = {nullptr, n};
  for (std::size_t i = 0; i != out_.size(); ++i) {
    if (out_[i] < left_width_) {
      out.columns.push_back(constant_column(out.memory, {}, types()[i], n));
      continue;
    }
    fetch({out_[i]}, {pairs_.rows, nullptr, rows.data()});
    out.columns.push_back(pairs_.columns[out_[i]]);
  }
  return true;
}

bool join::pull(batch& out) {
  switch (phase_) {
    case phase::build:
      build();
      phase_ = phase::probe;
      return true;
    case phase::probe:
      phase_ = probe() ? phase::pairs : shows_right_rest() ? phase::right_rest : phase::end;
      return true;
    case phase::pairs:
      if (emit_pairs(out)) return true;
      phase_ = shows_left_rest() ? phase::left_rest : phase::probe;
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
