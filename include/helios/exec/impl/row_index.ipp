// helios/exec/impl/row_index.ipp -- keys to lists of rows.
#pragma once

#include <helios/exec/row_index.hpp>

#include <numeric>

namespace helios::exec {

static_assert(no_row == key_table::none, "what has no number has no row");

void row_index::add(std::span<column const> keys, selection const& rows) {
  numbers_.number(keys, rows, [this](std::uint32_t, key_table::entry key) {
    if (unique() && !key.fresh) begin_lists();
    std::uint32_t const row = rows_++;
    if (unique()) return;
    next_.push_back(no_row);
    if (key.fresh) {
      first_.push_back(row);
      last_.push_back(row);
    } else {
      next_[last_[key.number]] = row;
      last_[key.number] = row;
    }
  });
}

/// Until now each row brought a key of its own.
void row_index::begin_lists() {
  first_.resize(rows_);
  std::iota(first_.begin(), first_.end(), 0U);
  last_ = first_;
  next_.assign(rows_, no_row);
}

void row_index::find(std::span<column const> keys, selection const& rows, std::uint32_t* found) {
  numbers_.find(keys, rows, [&](std::uint32_t i, std::uint32_t number) {
    found[i] = unique() || number == key_table::none ? number : first_[number];
  });
}

void row_index::clear() {
  numbers_.clear();
  rows_ = 0;
  for (auto* const list : {&first_, &last_, &next_}) list->clear();
}

}  // namespace helios::exec
