// helios/storage/impl/fresh_leaves.ipp -- walking the new part of a tree.
#pragma once

#include <helios/storage/fresh_leaves.hpp>

namespace helios::storage {

namespace detail {

[[nodiscard]] inline bool born_since(node_ref n, era since) noexcept {
  return n.in_heap() && header_of(n).birth >= since;
}

template <class K>
[[nodiscard]] std::uint64_t live_rows(node_ref leaf, tree const& t) {
  if (load<node_prefix>(leaf.address()).kind == node_kind::run)
    return run_view(leaf.address()).rows();
  std::vector<row_place> places;
  leaf_view(leaf, t.form(), t.pages()).template order<K>(places);
  return places.size();
}

template <class K>
struct fresh_walk {
  using view = typename K::view;
  tree_id id;
  tree const& t;
  era since;
  std::deque<bytes>& keys;
  fresh_part out{};
  bool open = false;

  [[nodiscard]] key_view lasting(view k) {
    if constexpr (K::kind == key_kind::int64) {
      return k;
    } else {
      return byte_view(keys.emplace_back(k.begin(), k.end()));
    }
  }
  /// low: nullptr at the tree's left edge.
  void visit(node_ref at, std::uint8_t height, view const* low) {
    if (!born_since(at, since)) {
      if (open) {
        out.splices.back().to_end = false;
        out.splices.back().high = lasting(*low);
      }
      open = false;
      return;
    }
    if (height != 0) {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i) {
        view const separator = inner.template separator<K>(i);
        visit(inner.child(i), static_cast<std::uint8_t>(height - 1), i == 0 ? low : &separator);
      }
      return;
    }
    if (!open) {
      splice s;
      s.id = id;
      s.keys = K::kind;
      s.from_start = low == nullptr;
      s.to_end = true;
      if (low != nullptr) s.low = lasting(*low);
      out.splices.push_back(std::move(s));
      open = true;
    }
    splice::leaf leaf;
    leaf.first = low == nullptr ? key_view() : lasting(*low);
    leaf.rows = live_rows<K>(at, t);
    out.splices.back().leaves.push_back(leaf);
    out.leaves.push_back(at);
    out.rows += leaf.rows;
  }
};

}  // namespace detail

fresh_part find_fresh(tree_id id, tree const& t, era since, std::deque<bytes>& keys) {
  if (t.root().empty()) return {};
  return with_keys(t.form().keys(), [&](auto k) {
    detail::fresh_walk<decltype(k)> walk{id, t, since, keys};
    walk.visit(t.root().ref, t.root().height, nullptr);
    return std::move(walk.out);
  });
}

std::vector<splice> name_pages(fresh_part part) {
  std::size_t at = 0;
  for (splice& s : part.splices) {
    for (splice::leaf& l : s.leaves) l.page = node_ref(identity(part.leaves[at++])).offset();
  }
  return std::move(part.splices);
}

}  // namespace helios::storage
