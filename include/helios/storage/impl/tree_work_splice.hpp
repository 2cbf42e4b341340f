// helios/storage/impl/tree_work_splice.hpp -- the recursion that changes trees: whole leaves put in
// place of a key range.
#pragma once

// A part of tree_work.hpp, which includes it after the declarations.

namespace helios::storage {

template <class K>
void tree_editor::work<K>::splice(node_ref ref, std::uint8_t height, view separator,
                                  splice_range<view> const& range, std::vector<entry>& out) {
  if (height == 0) return splice_leaf(ref, separator, range, out);
  node_pin const node = fetch_inner(ref, height, K::kind, edit.space_->pages());
  inner_view const inner(node.data);
  check_bounds<K>(inner, range.within, ref);
  std::uint32_t const n = inner.count();
  std::uint32_t const first = range.low == nullptr ? 0 : inner.template find<K>(*range.low);
  std::vector<entry> children;
  for (std::uint32_t i = 0; i != n; ++i) {
    view const at = inner.template separator<K>(i);
    bool const before = i < first;
    bool const after = i > first && range.high != nullptr && K::order(at, *range.high) >= 0;
    if (before || after) {
      children.push_back({at, inner.child(i), false});
      continue;
    }
    splice_range<view> below = range;
    below.inserts = range.inserts && i == first;
    below.within = bounds_of<K>(inner, i, range.within);
    // What stays of a node behind the new leaves begins at their end: their keys may lie above
    // where it began.
    bool const overlaps = !below.inserts && range.high != nullptr && K::order(at, *range.high) < 0;
    splice(inner.child(i), static_cast<std::uint8_t>(height - 1), overlaps ? *range.high : at,
           below, children);
  }
  join_small(children, static_cast<std::uint8_t>(height - 1));
  make_inner(children, height, range.high == nullptr, separator, out);
  edit.supersede(ref);
}

template <class K>
void tree_editor::work<K>::splice_leaf(node_ref ref, view separator,
                                       splice_range<view> const& range, std::vector<entry>& out) {
  leaf_view const leaf(ref, form, edit.space_->pages());
  check_bounds<K>(leaf, range.within, ref);
  std::vector<row_place> places;
  leaf.template order<K>(places);
  auto const below = [&](row_place p, view k) { return K::order(leaf.template key<K>(p), k) < 0; };
  auto const cut = [&](view const* at, std::vector<row_place>::iterator otherwise) {
    return at == nullptr ? otherwise : std::lower_bound(places.begin(), places.end(), *at, below);
  };
  auto const left_end = cut(range.low, places.begin());
  auto const right_begin = std::max(left_end, cut(range.high, places.end()));
  auto const removed = right_begin - left_end;
  row_change -= removed;
  // A leaf without rows goes: it may begin where the new leaves do, or where they end.
  bool const untouched = removed == 0 && !places.empty();
  if (untouched && (!range.inserts || right_begin == places.end())) {
    out.push_back({separator, ref, false});
    if (range.inserts) out.insert(out.end(), range.leaves.begin(), range.leaves.end());
    return;
  }
  std::vector<row_source> sources;
  leaf.sources(sources);
  std::size_t const begin = out.size();
  if (left_end != places.begin()) {
    make_runs(pick_rows(leaf, {places.begin(), left_end}, 0), sources, false, separator, out);
  }
  if (range.inserts) {
    for (entry e : range.leaves) {
      if (out.size() == begin) e.separator = separator;
      out.push_back(e);
    }
  }
  if (right_begin != places.end()) {
    view const at = out.size() == begin ? separator : lasting(leaf.template key<K>(*right_begin));
    make_runs(pick_rows(leaf, {right_begin, places.end()}, 0), sources, false, at, out);
  }
  supersede_parts(leaf, ref);
  edit.supersede(leaf.base_ref());
}

}  // namespace helios::storage
