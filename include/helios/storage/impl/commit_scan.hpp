// helios/storage/impl/commit_scan.hpp -- the operations of a commit, passed over.
#pragma once

#include <helios/storage/commit_record.hpp>

namespace helios::storage {

namespace detail {

[[nodiscard]] inline key_view get_key(byte_reader& r, key_kind kind) {
  if (kind == key_kind::int64) return unzigzag(r.get_varint());
  byte_view const key = r.get_sized();
  if (key.size() > key_limit)
    throw error(errc::data_corrupted, "a commit names a key that is too long");
  return key;
}

[[nodiscard]] inline tree_op get_operation(byte_reader& r, key_kind keys) {
  bool const erase = r.get<std::uint8_t>() != 0;
  key_view const k = get_key(r, keys);
  return {k, r.get_sized(), erase};
}

}  // namespace detail

template <class F>
void commit_reader::each_operation(F&& f) {
  for (; operations_left_ != 0; --operations_left_) {
    std::size_t const at = payload_.size() - in_.left();
    static_cast<void>(in_.get<std::uint8_t>());
    key_view const k = detail::get_key(in_, keys_);
    static_cast<void>(in_.get_sized());
    f(at, k);
  }
}

}  // namespace helios::storage
