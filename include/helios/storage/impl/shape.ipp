// helios/storage/impl/shape.ipp -- shapes: offsets, fingerprint, encoding.
#pragma once

#include <helios/storage/shape.hpp>

#include <helios/base/checksum.hpp>
#include <helios/storage/row.hpp>

#include <utility>

namespace helios::storage {

shape::shape(key_kind keys, std::vector<column_shape> columns, byte_view absent_row)
    : keys_(keys), columns_(std::move(columns)) {
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
    absent_ = null_row(*this);
  } else {
    absent_.assign(absent_row.begin(), absent_row.end());
  }
  fingerprint_ = checksum(encode());
}

std::size_t shape::find(column_id id) const noexcept {
  for (std::size_t i = 0; i != columns_.size(); ++i) {
    if (columns_[i].id == id) return i;
  }
  return npos;
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
  return out;
}

shape shape::decode(byte_view in) {
  byte_reader r(in);
  auto const keys = r.get<key_kind>();
  std::uint64_t const n = r.get_varint();
  if (keys > key_kind::bytes || n > r.left()) throw error(errc::data_corrupted, "a tree's shape is damaged");
  std::vector<column_shape> columns;
  for (std::uint64_t i = 0; i != n; ++i) {
    auto const id = static_cast<column_id>(r.get_varint());
    auto const type = r.get<physical_type>();
    if (type > physical_type::bytes) throw error(errc::data_corrupted, "a tree's shape names an unknown column type");
    columns.push_back({id, type});
  }
  byte_view const absent = r.get_sized();
  shape s(keys, std::move(columns));
  check_row(s, absent);
  s.absent_.assign(absent.begin(), absent.end());
  s.fingerprint_ = checksum(s.encode());
  return s;
}

}  // namespace helios::storage
