// helios/exec/operators/impl/hash_aggregate.ipp -- rows to groups, groups to states.
#pragma once

#include <helios/exec/operators/hash_aggregate.hpp>

#include <algorithm>

namespace helios::exec {

namespace detail {
[[nodiscard]] inline std::vector<data_type> types_of(expressions const& groups,
                                                     std::vector<aggregate> const& aggregates) {
  std::vector<data_type> r;
  for (expression_ptr const& e : groups) r.push_back(e->type);
  for (aggregate const& a : aggregates) r.push_back(a.type);
  return r;
}
}  // namespace detail

hash_aggregate::hash_aggregate(run_context const& run, operation_ptr in, expressions groups,
                               std::vector<aggregate> aggregates)
    : operation(run, detail::types_of(groups, aggregates)), groups_(std::move(groups)) {
  std::vector<data_type> keys;
  for (expression_ptr const& e : groups_) keys.push_back(e->type);
  group_rows_.reset(std::move(keys));
  for (aggregate& a : aggregates) {
    std::size_t const size = a.function == nullptr ? 16 : a.function->state_size;
    parts_.push_back({std::move(a), group_size_, key_table(memory())});
    group_size_ += size;
  }
  auto const long_ones = [](expressions const& all) {
    return std::any_of(all.begin(), all.end(),
                       [](expression_ptr const& e) { return makes_texts(*e); });
  };
  in_slices_ = long_ones(groups_) || std::any_of(parts_.begin(), parts_.end(), [&](part const& p) {
                 return long_ones(p.of.arguments);
               });
  add_input(std::move(in));
}

hash_aggregate::~hash_aggregate() { end_states(); }

void hash_aggregate::end_states() noexcept {
  for (std::byte* const group : states_)
    for (part const& p : parts_)
      if (p.of.function != nullptr) p.of.function->end(group + p.offset);
  states_.clear();
}

void hash_aggregate::restart() {
  end_states();
  state_memory_.clear();
  keys_.clear();
  group_rows_.clear();
  for (part& p : parts_) p.seen.clear();
  read_ = false;
  at_ = 0;
  restart_inputs();
}

void hash_aggregate::add_group() {
  auto* const group = static_cast<std::byte*>(state_memory_.allocate(group_size_));
  for (part const& p : parts_) {
    if (p.of.function == nullptr) {
      store(group + p.offset, std::int64_t{0});
    } else {
      p.of.function->begin(group + p.offset, memory());  // states begin empty: none of them throws
    }
  }
  states_.push_back(group);
}

/// The rows whose argument is new to its group.
selection hash_aggregate::first_seen(part& p, column const& argument, selection const& rows,
                                     arena& in) {
  bytes key;
  return narrow(in, rows, [&](std::uint32_t i) {
    key.resize(sizeof(std::byte*));
    store(key.data(), groups_.empty() ? states_[0] : group_of_[i]);
    append_key(key, argument, i);
    return p.seen.find_or_insert(key).fresh;
  });
}

void hash_aggregate::update(part& p, batch const& in, selection rows, environment& with) {
  if (p.of.filter) rows = evaluate_filter(*p.of.filter, in, rows, with);
  if (rows.count == 0) return;
  bool const grouped = !groups_.empty();
  if (p.of.function == nullptr) {
    auto const count = [&](std::byte* group, std::uint32_t n) {
      std::byte* const at = group + p.offset;
      store(at, load<std::int64_t>(at) + n);
    };
    if (!grouped) return count(states_[0], rows.count);
    each(rows, [&](std::uint32_t i) { count(group_of_[i], 1); });
    return;
  }
  std::vector<column> arguments;
  for (expression_ptr const& e : p.of.arguments) arguments.push_back(evaluate(*e, in, rows, with));
  if (p.of.distinct) rows = first_seen(p, arguments[0], rows, with.memory());
  if (grouped) {
    p.of.function->add(group_of_, p.offset, arguments, rows);
  } else {
    p.of.function->add_all(states_[0] + p.offset, arguments, rows);
  }
}

void hash_aggregate::find_groups(batch const& in, selection const& rows, environment& with) {
  std::vector<column> columns;
  for (expression_ptr const& e : groups_) columns.push_back(evaluate(*e, in, rows, with));
  auto* const number = allocate<std::uint32_t>(with.memory(), rows.extent());
  std::vector<std::uint16_t> fresh;
  keys_.number(columns, rows, [&](std::uint32_t i, key_table::entry found) {
    number[i] = found.number;
    if (found.fresh) fresh.push_back(static_cast<std::uint16_t>(i));
  });
  if (!fresh.empty())
    group_rows_.append(columns, {fresh.data(), static_cast<std::uint32_t>(fresh.size())});
  for (std::size_t i = 0; i != fresh.size(); ++i) add_group();
  auto** const group_of = allocate<std::byte*>(with.memory(), rows.extent());
  each(rows, [&](std::uint32_t i) { group_of[i] = states_[number[i]]; });
  group_of_ = group_of;
}

void hash_aggregate::take(batch const& in, selection const& rows) {
  environment with(batch_memory_, run().session);
  if (!groups_.empty()) find_groups(in, rows, with);
  for (part& p : parts_) update(p, in, rows, with);
}

void hash_aggregate::read_all() {
  read_ = true;
  if (groups_.empty()) add_group();  // no rows, no groups: still one answer
  batch in;
  while (input().next(in)) {
    batch_memory_.clear();
    if (!in_slices_) {
      take(in, in.rows);
      continue;
    }
    selection rows;
    for (slices_.begin(in.rows); slices_.next(batch_memory_, rows); batch_memory_.clear()) {
      take(in, rows);
      slices_.took(batch_memory_);
    }
  }
}

bool hash_aggregate::pull(batch& out) {
  if (!read_) read_all();
  auto const groups = static_cast<std::uint32_t>(states_.size());
  if (at_ == groups) return false;
  std::uint32_t const n = std::min(capacity(), groups - at_);
  std::vector<std::uint32_t> rows(n);
  for (std::uint32_t i = 0; i != n; ++i) rows[i] = at_ + i;
  if (!groups_.empty()) group_rows_.gather(rows, out);
  for (part const& p : parts_) {
    out.columns.push_back(make_column(out.memory, p.of.type, n, [&](std::size_t i) {
      std::byte const* const at = state(at_ + static_cast<std::uint32_t>(i), p);
      return p.of.function == nullptr ? value(load<std::int64_t>(at)) : p.of.function->finish(at);
    }));
  }
  out.rows = {nullptr, n};
  at_ += n;
  return true;
}

}  // namespace helios::exec
