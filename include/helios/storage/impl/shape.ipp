// helios/storage/impl/shape.ipp -- shapes: offsets, fingerprint, encoding.
#pragma once

#include <helios/storage/shape.hpp>

#include <helios/base/checksum.hpp>

#include <algorithm>
#include <utility>

namespace helios::storage {

shape::shape(key_kind keys, std::vector<column_shape> columns, byte_view absent_row,
             std::vector<column_id> dropped)
    : keys_(keys), columns_(std::move(columns)), dropped_(std::move(dropped)) {
  std::uint32_t at = static_cast<std::uint32_t>((columns_.size() + 7) / 8);
  std::uint32_t last_bytes = npos;
  for (std::size_t i = 0; i != columns_.size(); ++i) {
    offsets_.push_back(at);
    previous_.push_back(last_bytes);
    bool const variable = columns_[i].type == physical_type::bytes;
    at += variable ? 4 : static_cast<std::uint32_t>(width(columns_[i].type));
    if (variable) last_bytes = static_cast<std::uint32_t>(i);
    has_bytes_ |= variable;
  }
  fixed_size_ = at;
  if (absent_row.empty()) {
    absent_.assign(fixed_size_, std::byte{0});
    for (std::size_t i = 0; i != columns_.size(); ++i) {
      absent_[i / 8] |= static_cast<std::byte>(1U << (i % 8));
    }
  } else {
    absent_.assign(absent_row.begin(), absent_row.end());
  }
  fingerprint_ = checksum(encode());
}

shape shape::after(shape const& before) const {
  std::vector<column_id> gone = dropped_;
  gone.insert(gone.end(), before.dropped_.begin(), before.dropped_.end());
  for (column_shape const& c : before.columns_) gone.push_back(c.id);
  std::erase_if(gone, [&](column_id id) { return find(id) != npos; });
  std::sort(gone.begin(), gone.end());
  gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
  return {keys_, columns_, absent_, std::move(gone)};
}

std::size_t shape::find(column_id id) const noexcept {
  for (std::size_t i = 0; i != columns_.size(); ++i) {
    if (columns_[i].id == id) return i;
  }
  return npos;
}

void shape::check_row(byte_view image) const {
  bool good = image.size() >= fixed_size_;
  std::uint32_t before = 0;
  for (std::size_t i = 0; good && i != columns_.size(); ++i) {
    if (columns_[i].type == physical_type::boolean)
      good = static_cast<unsigned>(image[offsets_[i]]) <= 1;
    if (columns_[i].type != physical_type::bytes) continue;
    auto const word = load<std::uint32_t>(image.data() + offsets_[i]);
    std::uint32_t const end = word & ~out_of_line_bit;
    good = end >= before && end <= image.size() - fixed_size_ &&
           ((word & out_of_line_bit) == 0 || end - before == value_ref_bytes);
    before = end;
  }
  if (!good || before != image.size() - fixed_size_) {
    throw error(errc::data_corrupted,
                "a row in the log or a page does not fit its table's columns");
  }
}

bytes shape::encode() const {
  bytes out;
  byte_writer w(out);
  w.put(keys_);
  w.put_varint(columns_.size());
  for (column_shape const& c : columns_) {
    w.put_varint(raw(c.id));
    w.put(c.type);
  }
  w.put_sized(absent_);
  w.put_varint(dropped_.size());
  for (column_id const id : dropped_) w.put_varint(raw(id));
  return out;
}

shape const& directory_shape() {
  static shape const form(key_kind::int64, {{column_id{1}, physical_type::int64},
                                            {column_id{2}, physical_type::int64},
                                            {column_id{3}, physical_type::int16},
                                            {column_id{4}, physical_type::int64}});
  return form;
}

shape shape::decode(byte_view in) {
  byte_reader r(in);
  auto const keys = r.get<key_kind>();
  std::uint64_t const n = r.get_varint();
  if (keys > key_kind::bytes || n > r.left())
    throw error(errc::data_corrupted, "a tree's shape is damaged");
  std::vector<column_shape> columns;
  for (std::uint64_t i = 0; i != n; ++i) {
    auto const id = static_cast<column_id>(r.get_varint());
    auto const type = r.get<physical_type>();
    if (type > physical_type::bytes)
      throw error(errc::data_corrupted, "a tree's shape names an unknown column type");
    columns.push_back({id, type});
  }
  std::vector<column_id> ids;
  for (column_shape const& c : columns) ids.push_back(c.id);
  std::sort(ids.begin(), ids.end());
  if (std::adjacent_find(ids.begin(), ids.end()) != ids.end())
    throw error(errc::data_corrupted, "a tree's shape names a column twice");
  byte_view const absent = r.get_sized();
  std::vector<column_id> dropped;
  for (std::uint64_t left = r.get_varint(); left != 0; --left)
    dropped.push_back(static_cast<column_id>(r.get_varint()));
  shape const plain(keys, columns);
  plain.check_row(absent);
  return {keys, std::move(columns), absent, std::move(dropped)};
}

}  // namespace helios::storage
