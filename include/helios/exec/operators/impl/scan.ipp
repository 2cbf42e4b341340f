// helios/exec/operators/impl/scan.ipp -- leaves to columns.
#pragma once

#include <helios/exec/operators/impl/stored_cells.hpp>
#include <helios/exec/operators/scan.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

/// Elements that lie in a leaf as batches hold them: any bytes are a value. What is done with dates
/// and timestamps works on any number, with times of day it does not.
[[nodiscard]] inline bool lies_ready(type_id t) noexcept {
  return t != type_id::numeric && t != type_id::uuid && t != type_id::time &&
         t != type_id::enumeration && physical(t) != physical_type::bytes;
}

[[nodiscard]] inline std::vector<data_type> types_of(scan_plan const& p) {
  std::vector<data_type> r;
  for (scan_column const& c : p.columns) r.push_back(c.type);
  return r;
}

}  // namespace detail

scan::scan(run_context const& run, storage::tree const& of, scan_plan plan)
    : operation(run, detail::types_of(plan)), tree_(of), plan_(std::move(plan)) {}

void scan::restart() {
  cursor_.reset();
  range_ = {};
  row_.reset();
  leaf_ = nullptr;
  begun_ = done_ = false;
  at_ = end_ = 0;
}

/// Computes the bounds; false: no row can lie between them.
bool scan::begin() {
  begun_ = true;
  storage::key_kind const kind = tree_.form().keys();
  auto range = find_range(plan_.lower, plan_.upper, plan_.key, kind, run().session);
  if (!range) return false;
  range_ = std::move(*range);
  if (plan_.noted && run().reads != nullptr) range_.note(*run().reads, *plan_.noted, kind);
  return !tree_.root().empty();
}

void scan::open_leaf(bool first) {
  leaf_ = &cursor_->leaf();
  ++leaves_;
  storage::with_keys(tree_.form().keys(), [&](auto k) {
    using K = decltype(k);
    if (leaf_->clean()) {
      places_.clear();
      end_ = leaf_->base_rows();
    } else {
      leaf_->template order<K>(places_);
      end_ = static_cast<std::uint32_t>(places_.size());
    }
    at_ = 0;
    auto const key_of = [&](std::uint32_t i) {
      return leaf_->template key<K>(
          places_.empty()
              ? storage::row_place{storage::row_origin::base, static_cast<std::uint16_t>(i)}
              : places_[i]);
    };
    auto const first_not_below = [&](storage::key const& bound) {
      storage::key_view const view = bound.view();
      std::uint32_t low = 0, high = end_;
      while (low < high) {
        std::uint32_t const middle = low + (high - low) / 2;
        if (K::order(key_of(middle), K::of(view)) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    };
    if (first && range_.from) at_ = first_not_below(*range_.from);
    if (range_.to && end_ != 0 && K::order(key_of(end_ - 1), K::of(range_.to->view())) >= 0) {
      end_ = std::max(at_, first_not_below(*range_.to));
      done_ = true;  // what follows is beyond
    }
  });
}

bool scan::next_leaf() {
  if (done_) return false;
  bool const first = !cursor_;
  if (first)
    cursor_.emplace(tree_, range_.from ? std::optional(range_.from->view()) : std::nullopt);
  // With a start the cursor must first stand on its row: its leaf is then the one to read.
  bool const more = first && range_.from ? cursor_->next() : cursor_->next_leaf();
  if (!more) return !(done_ = true);
  open_leaf(first);
  return true;
}

column scan::read_key(scan_column const& c, std::uint32_t first, std::uint32_t n, arena& in) {
  storage::key_kind const kind = tree_.form().keys();
  bool const ready = !row_ && places_.empty() && kind == storage::key_kind::int64;
  if (ready && element_size(c.type.id) == sizeof(std::int64_t))
    return {c.type, leaf_->base().int_keys() + first, nullptr};
  return detail::read_row_key(c, kind, plan_.key, n, in, [&](std::uint32_t i) {
    if (row_) return row_->key();
    return storage::with_keys(kind, [&](auto k) -> storage::key_view {
      return leaf_->template key<decltype(k)>(
          places_.empty()
              ? storage::row_place{storage::row_origin::base, static_cast<std::uint16_t>(first + i)}
              : places_[first + i]);
    });
  });
}

column scan::read(scan_column const& c, std::uint32_t first, std::uint32_t n, arena& in) {
  if (c.from_key) return read_key(c, first, n, in);
  storage::page_source* const pages = tree_.pages();
  if (row_)
    return detail::read_cells(c.type, n, pages, in,
                              [&](std::uint32_t) { return row_->at(c.position); });
  if (!places_.empty())
    return detail::read_cells(c.type, n, pages, in, [&](std::uint32_t i) {
      return leaf_->at(places_[first + i], c.position);
    });
  std::uint32_t const from = leaf_->base_map()[c.position];
  if (from == storage::shape::npos) {
    storage::cell const absent =
        storage::row_view(tree_.form(), tree_.form().absent_row()).at(c.position);
    return detail::read_cells(c.type, n, pages, in, [&](std::uint32_t) { return absent; });
  }
  storage::run_view const& base = leaf_->base();
  storage::run_column const stored = base.column(from);
  if (!detail::lies_ready(c.type.id))
    return detail::read_cells(c.type, n, pages, in,
                              [&](std::uint32_t i) { return base.at(stored, first + i); });
  column r{c.type, base.block() + stored.values + width(stored.type) * std::size_t{first}, nullptr};
  if (stored.validity != 0) {
    std::uint8_t* const nulls = allocate<std::uint8_t>(in, n);
    for (std::uint32_t i = 0; i != n; ++i) nulls[i] = base.is_null(stored, first + i) ? 1 : 0;
    r.nulls = nulls;
  }
  return r;
}

void scan::filter(batch& out) const {
  if (!plan_.filter) return;
  environment with(out.memory, run().session);
  out.rows = evaluate_filter(*plan_.filter, out, out.rows, with);
}

bool scan::pull_one(batch& out) {
  if (done_) return false;
  done_ = true;
  row_ = tree_.find(range_.from->view());
  if (!row_) return false;
  ++leaves_;
  for (scan_column const& c : plan_.columns) out.columns.push_back(read(c, 0, 1, out.memory));
  out.rows = {nullptr, 1};
  filter(out);
  return true;
}

bool scan::pull(batch& out) {
  if (!begun_ && !begin()) done_ = true;
  if (range_.one) return pull_one(out);
  while (at_ == end_)
    if (!next_leaf()) return false;
  std::uint32_t const n = std::min(capacity(), end_ - at_);
  for (scan_column const& c : plan_.columns) out.columns.push_back(read(c, at_, n, out.memory));
  out.rows = {nullptr, n};
  if (places_.empty()) out.ahead = cursor_->ahead();
  at_ += n;
  filter(out);
  return true;
}

}  // namespace helios::exec
