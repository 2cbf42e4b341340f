// helios/exec/operators/impl/sort.ipp -- reading, ordering, forgetting what cannot be among the
// best.
#pragma once

#include <helios/exec/impl/element_of.hpp>
#include <helios/exec/operators/sort.hpp>
#include <helios/storage/key.hpp>

#include <algorithm>

namespace helios::exec {

sort::sort(run_context const& run, operation_ptr in, std::vector<sort_key> keys, row_window wanted)
    : operation(run, in->types()),
      keys_(std::move(keys)),
      wanted_(std::move(wanted)),
      rows_(types(), memory()) {
  add_input(std::move(in));
}

void sort::restart() {
  read_ = false;
  rows_.clear();
  items_.clear();
  key_memory_.clear();
  restart_inputs();
}

void sort::take(batch const& from, std::uint32_t row, byte_view key) {
  item const next{storage::normalised(key, 0), rows_.rows(), as_text(key)};
  if (items_.size() == limit_ && !before(next, items_.front())) return;
  auto const one = static_cast<std::uint16_t>(row);
  rows_.append(from.columns, {&one, 1});
  items_.push_back(next);
  items_.back().key = key_memory_.copy(next.key);
  if (limit_ == row_window::all) return;
  std::push_heap(items_.begin(), items_.end(), before);
  if (items_.size() <= limit_) return;
  std::pop_heap(items_.begin(), items_.end(), before);
  items_.pop_back();
  if (rows_.rows() / 2 >= limit_ + 2048) compact();
}

/// Rows that left the heap go; the others keep their order of arrival.
void sort::compact() {
  std::sort(items_.begin(), items_.end(),
            [](item const& a, item const& b) { return a.row < b.row; });
  budget_vector<std::uint32_t> kept(memory());
  arena keys(memory());
  for (item& i : items_) {
    kept.push_back(i.row);
    i.row = static_cast<std::uint32_t>(kept.size()) - 1;
    i.key = keys.copy(i.key);
  }
  rows_.keep(kept);
  key_memory_ = std::move(keys);
  std::make_heap(items_.begin(), items_.end(), before);
}

/// The rows whose first key is not behind the worst one kept: the others cannot be among the best.
selection sort::candidates(column const& first_key, selection const& rows, arena& in) const {
  if (items_.size() != limit_) return rows;
  types::key_order const order = keys_[0].order;
  byte_reader worst_key(as_bytes(items_.front().key));
  value const worst = types::read_key(worst_key, first_key.type, order);
  bool const null_stays = worst.is_null() || order.nulls_first;
  if (worst.is_null() && !order.nulls_first) return rows;
  return with_element(first_key.type.id, [&](auto as) {
    using T = typename decltype(as)::type;
    T const* const values = first_key.as<T>();
    auto const stays = [&](auto not_behind) {
      if (first_key.nulls == nullptr)
        return narrow(in, rows, [&](std::uint32_t i) { return not_behind(values[i]); });
      return narrow(in, rows, [&](std::uint32_t i) {
        return first_key.nulls[i] != 0 ? null_stays : not_behind(values[i]);
      });
    };
    if (worst.is_null()) return stays([](T const&) { return false; });
    T const last = detail::element_of<T>(worst, first_key.type.id);
    if (order.descending) return stays([&](T const& v) { return !less(v, last); });
    return stays([&](T const& v) { return !less(last, v); });
  });
}

void sort::read_all() {
  read_ = true;
  limit_ = wanted_.count ? wanted_.reach(run().session) : row_window::all;
  std::vector<types::key_order> orders;
  for (sort_key const& k : keys_) orders.push_back(k.order);
  batch in;
  row_keys keys;
  arena part(memory());
  while (limit_ != 0 && input().next(in)) {
    part.clear();
    environment with(part, run().session);
    std::vector<column> columns;
    for (sort_key const& k : keys_) columns.push_back(evaluate(*k.by, in, in.rows, with));
    selection const rows = candidates(columns[0], in.rows, part);
    keys.build(columns, rows, orders);
    if (limit_ != row_window::all) {
      for (std::uint32_t k = 0; k != rows.count; ++k) take(in, rows[k], keys[k]);
      continue;
    }
    for (std::uint32_t k = 0; k != in.count(); ++k)
      items_.push_back(
          {storage::normalised(keys[k], 0), rows_.rows() + k, key_memory_.copy(as_text(keys[k]))});
    rows_.append(in.columns, in.rows);
  }
  // Ten million rows take seconds: somebody may want it to stop.
  std::uint32_t compared = 0;
  std::sort(items_.begin(), items_.end(), [&](item const& a, item const& b) {
    if ((++compared & 0xffff) == 0) run().check();
    return before(a, b);
  });
  budget_vector<std::uint32_t> order(memory());
  order.reserve(items_.size());
  for (item const& i : items_) order.push_back(i.row);
  out_.begin(std::move(order));
}

bool sort::pull(batch& out) {
  if (!read_) read_all();
  return out_.pull(rows_, capacity(), out);
}

}  // namespace helios::exec
