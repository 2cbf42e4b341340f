// helios/storage/impl/node_check.ipp -- runs, leaves and inner nodes, one look each.
#pragma once

#include <helios/storage/node_check.hpp>

#include <helios/storage/inner.hpp>
#include <helios/storage/leaf.hpp>

namespace helios::storage {

namespace detail {

[[nodiscard]] inline char const* only_run_fault(byte_view payload, page_source&) {
  return run_fault(payload);
}

/// A delta's rows name the rows of the base that have their keys.
template <class K>
[[nodiscard]] bool fits_base(run_view const& delta, run_view const& base) {
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i != delta.rows(); ++i) {
    typename K::view const key = delta.template key<K>(i);
    at = base.template lower_bound_from<K>(at, key);
    bool const there = at != base.rows() && K::order(base.template key<K>(at), key) == 0;
    if (delta.base_position(i) != (there ? at : no_base_position)) return false;
  }
  return true;
}

[[nodiscard]] inline char const* leaf_fault(byte_view payload, page_source& pages) {
  if (payload.size() < page_leaf_cold_at) return "a leaf is too short";
  auto const p = load<node_prefix>(payload.data());
  auto const h = load<leaf_header>(payload.data() + leaf_header_at);
  if (p.bytes < page_leaf_cold_at || p.bytes > payload.size() || p.level != 0)
    return "a leaf's length or level";
  if (!h.base.in_file() || !h.cold.empty() || h.inline_cold != page_leaf_cold_at ||
      h.hot_count != 0 || h.hot_bytes != 0 || h.hot_shape != nullptr)
    return "a leaf's parts";
  byte_view const cold = payload.subspan(page_leaf_cold_at, p.bytes - page_leaf_cold_at);
  if (char const* const fault = run_fault(cold)) return fault;
  auto const delta = load<node_prefix>(cold.data());
  if ((delta.flags & run_is_delta) == 0 || delta.keys != p.keys) return "a leaf's delta is none";

  if (h.base.offset() % page_alignment != 0) return "a reference that is not to a page";
  pin const base = pages.fetch_with(h.base.offset(), only_run_fault);
  auto const below = load<node_prefix>(base.payload().data());
  if (below.kind != node_kind::run || below.flags != 0 || below.keys != p.keys)
    return "a leaf's base is none";
  run_view const over(base.payload().data());
  run_view const run(cold.data());
  if (run.base_rows() != over.rows()) return "a delta over another base";
  bool const fits = with_keys(static_cast<key_kind>(p.keys),
                              [&](auto k) { return fits_base<decltype(k)>(run, over); });
  return fits ? nullptr : "a delta over a base with other keys";
}

}  // namespace detail

char const* node_fault(byte_view payload, page_source& pages) {
  if (payload.size() < sizeof(node_prefix)) return "it is too short for a tree node";
  switch (load<node_prefix>(payload.data()).kind) {
    case node_kind::inner: return inner_fault(payload);
    case node_kind::leaf: return detail::leaf_fault(payload, pages);
    case node_kind::run: return run_fault(payload);
    case node_kind::late: break;
  }
  return "it is no tree node";
}

}  // namespace helios::storage
