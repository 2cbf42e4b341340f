// helios/history/impl/fields.hpp -- fields that the registry's records share.
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/storage/tree.hpp>

#include <string>
#include <string_view>

namespace helios::history {

namespace detail {

inline void put_text(byte_writer& w, std::string_view s) { w.put_sized(as_bytes(s)); }
[[nodiscard]] inline std::string get_text(byte_reader& r) {
  return std::string(as_text(r.get_sized()));
}

inline void put_root(byte_writer& w, storage::tree_root const& t) {
  w.put(t.ref.word());
  w.put(t.rows);
  w.put(t.height);
}
[[nodiscard]] inline storage::tree_root get_root(byte_reader& r) {
  storage::tree_root t;
  t.ref = storage::node_ref(r.get<std::uint64_t>());
  t.rows = r.get<std::uint64_t>();
  t.height = r.get<std::uint8_t>();
  if (t.ref.in_heap())
    throw error(errc::data_corrupted, "the registry names a tree that is not in the file");
  if (!storage::is_possible(t))
    throw error(errc::data_corrupted, "the registry names a tree of impossible height or rows");
  return t;
}

}  // namespace detail

}  // namespace helios::history
