// helios/storage/impl/run_rows.ipp -- columns that grow, copied into a run.
#pragma once

#include <helios/storage/run_rows.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace helios::storage {

run_rows::run_rows(shape const& form, std::uint32_t most)
    : form_(&form),
      most_(most),
      keys_(std::make_unique_for_overwrite<std::int64_t[]>(most)),
      columns_(form.columns().size()) {
  HELIOS_EXPECTS(form.keys() == key_kind::int64 && most != 0 && most <= longest_run);
  for (std::uint32_t i = 0; i != columns_.size(); ++i) {
    column& c = columns_[i];
    c.width = static_cast<std::uint32_t>(width(form.columns()[i].type));
    if (c.width == 0) of_bytes_.push_back(i);
    c.values = std::make_unique_for_overwrite<std::byte[]>((c.width == 0 ? 4 : c.width) *
                                                           std::size_t{most});
  }
}

void run_rows::put_bytes(std::size_t to, byte_view v) {
  column& c = columns_[to];
  bool const is_long = v.size() > longest_inline_value;
  std::size_t const n = is_long ? value_ref_bytes : v.size();
  if (c.heap.size() - c.begin < n) c.heap.resize(std::max<std::size_t>(2 * c.heap.size(), 4096));
  if (is_long) {
    long_values_.push_back(
        {static_cast<std::uint32_t>(to), c.begin, as_bytes(long_bytes_.copy(as_text(v)))});
    std::memset(c.heap.data() + c.begin, 0, n);
  } else {
    detail::copy_value(c.heap.data() + c.begin, v.data(), n);
  }
  c.end = c.begin + static_cast<std::uint32_t>(n);
  store(c.values.get() + 4 * std::size_t{rows_}, c.end | (is_long ? out_of_line_bit : 0));
}

void run_rows::put_image(std::size_t to, byte_view image) {
  column& c = columns_[to];
  if (c.width == 0) return put_bytes(to, image);
  HELIOS_EXPECTS(image.size() == c.width);
  std::memcpy(c.values.get() + c.width * std::size_t{rows_}, image.data(), c.width);
}

void run_rows::put_null(std::size_t to) {
  column& c = columns_[to];
  if (c.validity.empty()) c.validity.assign(align_up((most_ + 7) / 8, 8), std::byte{0xff});
  detail::clear_bit(c.validity.data(), rows_);
  ++c.nulls;
  c.last_null = rows_;
  if (c.width == 0) {
    c.end = c.begin;
    store(c.values.get() + 4 * std::size_t{rows_}, c.end);
  } else {
    std::memset(c.values.get() + c.width * std::size_t{rows_}, 0, c.width);
  }
}

void run_rows::drop_row() noexcept {
  for (column& c : columns_) {
    c.end = c.begin;
    if (c.nulls == 0 || c.last_null != rows_) continue;
    detail::set_bit(c.validity.data(), rows_);
    --c.nulls;
    c.last_null = most_;
  }
  std::erase_if(long_values_,
                [&](long_value const& v) { return v.at == columns_[v.column].begin; });
}

void run_rows::clear() noexcept {
  rows_ = 0;
  heap_bytes_ = 0;
  for (column& c : columns_) {
    c.begin = c.end = 0;
    c.nulls = 0;
    std::fill(c.validity.begin(), c.validity.end(), std::byte{0xff});
  }
  long_values_.clear();
  long_bytes_ = arena();
}

/// The columns as a run is built of them.
class run_rows::gather {
 public:
  explicit gather(run_rows const& of) noexcept : of_(&of) {}
  void turn_to(std::uint32_t i) noexcept { now_ = &of_->columns_[i]; }
  [[nodiscard]] bool any_null() const noexcept { return now_->nulls != 0; }
  [[nodiscard]] std::uint64_t heap_bytes() const noexcept { return now_->begin; }
  void put_validity(std::byte* bitmap) const noexcept {
    std::memcpy(bitmap, now_->validity.data(), (of_->rows_ + 7) / 8);
  }
  void put_values(std::byte* values, std::size_t width) const noexcept {
    std::memcpy(values, now_->values.get(), width * of_->rows_);
  }
  void put_bytes(std::byte* ends, std::byte* heap) const noexcept {
    std::memcpy(ends, now_->values.get(), 4 * std::size_t{of_->rows_});
    if (now_->begin != 0) std::memcpy(heap, now_->heap.data(), now_->begin);
  }

 private:
  run_rows const* of_;
  column const* now_ = nullptr;
};

node_ref run_rows::build(node_pool& pool, era birth, owner_id owner, value_writer& values) const {
  gather columns(*this);
  node_ref const run = detail::build_block<int_keys>(
      *form_, rows_, [this](std::size_t i) { return keys_[i]; }, columns, false, 0, pool, birth,
      owner);
  run_view const view(run.address());
  for (long_value const& v : long_values_)
    values.put(v.value, run.address() + view.column(v.column).heap + v.at);
  return run;
}

}  // namespace helios::storage
