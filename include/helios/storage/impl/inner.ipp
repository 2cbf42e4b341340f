// helios/storage/impl/inner.ipp -- the check that makes a page an inner node.
#pragma once

#include <helios/storage/inner.hpp>

namespace helios::storage {

void inner_view::check(byte_view payload) {
  auto const bad = [](char const* what) {
    throw error(errc::data_corrupted, std::string("an inner node is damaged: ") + what);
  };
  if (payload.size() < inner_refs_at) bad("too short");
  auto const p = load<node_prefix>(payload.data());
  if (p.kind != node_kind::inner || p.bytes > payload.size() || p.keys > 1 || p.level == 0)
    bad("not an inner node");
  auto const h = load<inner_header>(payload.data() + 8);
  std::uint64_t const n = h.count;
  bool const numbers = p.keys == static_cast<std::uint8_t>(key_kind::int64);
  if (n == 0 || inner_refs_at + 8 * n > p.bytes) bad("references");
  if (h.keys > p.bytes || (numbers ? 8 : 4) * n > p.bytes - h.keys || h.key_heap > p.bytes)
    bad("separators");
  inner_view const view(payload.data());
  if (!numbers) {
    std::uint32_t before = 0;
    for (std::uint64_t i = 0; i != n; ++i) {
      auto const end = load<std::uint32_t>(payload.data() + h.keys + 4 * i);
      if (end < before || end > p.bytes - h.key_heap) bad("separators");
      before = end;
    }
  }
  for (std::uint32_t i = 0; i != n; ++i) {
    if (!view.child(i).in_file()) bad("a reference that is not to a page");
    if (i < 2) continue;
    bool const ascends =
        numbers ? view.separator<int_keys>(i - 1) < view.separator<int_keys>(i)
                : compare(view.separator<byte_keys>(i - 1), view.separator<byte_keys>(i)) < 0;
    if (!ascends) bad("separators do not ascend");
  }
}

}  // namespace helios::storage
