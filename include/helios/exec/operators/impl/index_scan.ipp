// helios/exec/operators/impl/index_scan.ipp -- entries to rows.
#pragma once

#include <helios/exec/operators/impl/stored_cells.hpp>
#include <helios/exec/operators/index_scan.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {

[[nodiscard]] inline std::vector<data_type> types_of(index_scan_plan const& p) {
  std::vector<data_type> r;
  for (scan_column const& c : p.columns) r.push_back(c.type);
  return r;
}

inline constexpr std::uint32_t first_index_batch = 16;

}  // namespace detail

index_scan::index_scan(run_context const& run, storage::tree const& index,
                       storage::tree const& rows, index_scan_plan plan)
    : operation(run, detail::types_of(plan)), index_(index), rows_(rows), plan_(std::move(plan)) {}

void index_scan::restart() {
  cursor_.reset();
  found_.clear();
  begun_ = done_ = false;
  found_.clear();
  keys_.clear();
}

void index_scan::begin() {
  begun_ = true;
  next_count_ = std::min(detail::first_index_batch, capacity());
  auto range =
      find_range(plan_.lower, plan_.upper, plan_.key, storage::key_kind::bytes, run().session);
  done_ = !range;
  if (done_) return;
  range_ = std::move(*range);
  range_.one = range_.one && plan_.unique;
  if (plan_.noted && run().reads != nullptr)
    range_.note(*run().reads, plan_.noted->index, storage::key_kind::bytes);
  done_ = index_.root().empty();
  if (!done_ && !range_.one)
    cursor_.emplace(index_, range_.from ? std::optional(range_.from->view()) : std::nullopt);
}

template <class Row>
void index_scan::take(storage::key_view const& key, Row const& entry) {
  if (plan_.index_only) {
    keys_.emplace_back(key.text.begin(), key.text.end());
    return;
  }
  storage::key const row = catalog::indexed_row(rows_.form().keys(), entry);
  if (plan_.noted && run().reads != nullptr)
    run().reads->row(plan_.noted->rows, rows_.form().keys(), row.view());
  auto found = rows_.find(row.view());
  if (!found) throw error(errc::data_corrupted, "an index entry leads to no row");
  found_.push_back(std::move(*found));
}

bool index_scan::gather_entries(std::uint32_t n) {
  found_.clear();
  keys_.clear();
  if (range_.one) {
    done_ = true;
    auto const entry = index_.find(range_.from->view());
    if (entry) take(entry->key(), *entry);
    return entry.has_value();
  }
  for (std::uint32_t i = 0; i != n && !done_; ++i) {
    done_ = !cursor_->next() ||
            (range_.to && compare(cursor_->key().text, range_.to->view().text) >= 0);
    if (!done_) take(cursor_->key(), cursor_->row());
  }
  return !found_.empty() || !keys_.empty();
}

column index_scan::read(scan_column const& c, arena& in) const {
  auto const n = static_cast<std::uint32_t>(plan_.index_only ? keys_.size() : found_.size());
  if (plan_.index_only)
    return detail::read_key_part(c, plan_.key, n, in,
                                 [&](std::uint32_t i) { return byte_view(keys_[i]); });
  if (!c.from_key)
    return detail::read_cells(c.type, n, rows_.pages(), in,
                              [&](std::uint32_t i) { return found_[i].at(c.position); });
  return detail::read_row_key(c, rows_.form().keys(), plan_.row_key, n, in,
                              [&](std::uint32_t i) { return found_[i].key(); });
}

bool index_scan::pull(batch& out) {
  if (!begun_) begin();
  if (done_ || !gather_entries(next_count_)) return false;
  next_count_ = std::min(capacity(), next_count_ * 4);
  for (scan_column const& c : plan_.columns) out.columns.push_back(read(c, out.memory));
  out.rows = {nullptr, static_cast<std::uint32_t>(plan_.index_only ? keys_.size() : found_.size())};
  if (plan_.filter) {
    environment with(out.memory, run().session);
    out.rows = evaluate_filter(*plan_.filter, out, out.rows, with);
  }
  return true;
}

}  // namespace helios::exec
