// helios/storage/impl/inner.ipp -- the check that makes a page an inner node.
#pragma once

#include <helios/storage/inner.hpp>

namespace helios::storage {

char const* inner_fault(byte_view payload) {
  if (payload.size() < inner_refs_at) return "an inner node is too short";
  auto const p = load<node_prefix>(payload.data());
  if (p.kind != node_kind::inner || p.bytes < inner_refs_at || p.bytes > payload.size() ||
      p.keys > 1 || p.level == 0 || p.level > highest_root)
    return "an inner node's kind, length or level";
  auto const h = load<inner_header>(payload.data() + 8);
  std::uint64_t const n = h.count;
  bool const numbers = p.keys == static_cast<std::uint8_t>(key_kind::int64);
  if (n == 0 || n > (p.bytes - inner_refs_at) / sizeof(node_ref))
    return "an inner node's references";
  if (h.keys > p.bytes || (numbers ? 8 : 4) * n > p.bytes - h.keys || h.key_heap > p.bytes)
    return "an inner node's separators";
  inner_view const view(payload.data());
  if (!numbers) {
    std::uint32_t before = 0;
    for (std::uint64_t i = 0; i != n; ++i) {
      auto const end = load<std::uint32_t>(payload.data() + h.keys + 4 * i);
      if (end < before || end > p.bytes - h.key_heap) return "an inner node's separators";
      before = end;
    }
  }
  for (std::uint32_t i = 0; i != n; ++i) {
    node_ref const child = view.child(i);
    if (!child.in_file() || child.offset() % page_alignment != 0)
      return "a reference that is not to a page";
    if (i < 2) continue;
    bool const ascends =
        numbers ? view.separator<int_keys>(i - 1) < view.separator<int_keys>(i)
                : compare(view.separator<byte_keys>(i - 1), view.separator<byte_keys>(i)) < 0;
    if (!ascends) return "separators do not ascend";
  }
  return nullptr;
}

void throw_unordered() {
  throw error(errc::data_corrupted, "the keys of a tree do not ascend")
      .detail("A node holds keys of its neighbour.")
      .hint("Restore the file from a backup.");
}

}  // namespace helios::storage
