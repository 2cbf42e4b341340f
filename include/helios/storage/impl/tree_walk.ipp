// helios/storage/impl/tree_walk.ipp -- visiting nodes, checking trees.
#pragma once

#include <helios/storage/tree_walk.hpp>

#include <helios/storage/long_value.hpp>

namespace helios::storage {

namespace detail {

template <class Wanted>
void each_heap_node_below(node_ref at, Wanted const& wanted,
                          std::function<void(node_ref)> const& visit) {
  if (!at.in_heap() || !wanted(at)) return;
  switch (load<node_prefix>(at.address()).kind) {
    case node_kind::inner: {
      inner_view const inner(at.address());
      for (std::uint32_t i = 0; i != inner.count(); ++i)
        each_heap_node_below(inner.child(i), wanted, visit);
      break;
    }
    case node_kind::leaf:
      each_heap_node_below(load_ref(at.address() + leaf_base_at), wanted, visit);
      each_heap_node_below(load_ref(at.address() + leaf_cold_at), wanted, visit);
      break;
    case node_kind::run:
    case node_kind::late: break;
  }
  visit(at);
}

template <class K>
struct tree_checker {
  using view = typename K::view;
  tree const& t;
  std::uint64_t rows = 0;
  key last{};
  bool any = false;

  [[noreturn]] static void broken(std::string what) {
    throw error(errc::data_corrupted, "a tree is damaged: " + std::move(what));
  }
  static void inspect(run_view const& run) {
    if (char const* const fault = run_fault({run.block(), run.bytes_used()})) broken(fault);
    if (char const* const fault = order_fault(run)) broken(fault);
  }
  void node(node_ref at, std::uint8_t height, key_bounds<view> const& within) {
    if (height == 0) return leaf(at, within);
    node_pin const pin = fetch_inner(at, height, K::kind, t.pages());
    if (char const* const fault = at.in_file() ? inner_fault(pin.payload()) : nullptr)
      broken(fault);
    inner_view const inner(pin.data);
    check_bounds<K>(inner, within, at);
    for (std::uint32_t i = 0; i != inner.count(); ++i) {
      if (i > 1 &&
          K::order(inner.template separator<K>(i - 1), inner.template separator<K>(i)) >= 0)
        broken("separators do not ascend (I1)");
      node(inner.child(i), static_cast<std::uint8_t>(height - 1), bounds_of<K>(inner, i, within));
    }
  }
  void leaf(node_ref at, key_bounds<view> const& within) {
    leaf_view const leaf(at, t.form(), t.pages());
    check_bounds<K>(leaf, within, at);
    if (leaf.base_ref().in_file()) inspect(leaf.base());
    if (leaf.cold() && leaf.cold_ref().in_file()) inspect(leaf.cold());
    for (std::uint32_t i = 0; i != leaf.hot_rows(); ++i) {
      hot_entry const e = leaf.hot(i);
      if (i != 0 && K::order(leaf.template hot_key<K>(i - 1), leaf.template hot_key<K>(i)) >= 0) {
        broken("hot keys do not ascend (L1)");
      }
      if (e.base_position != no_base_position &&
          (e.base_position >= leaf.base_rows() ||
           K::order(leaf.base().template key<K>(e.base_position), leaf.template hot_key<K>(i)) !=
               0)) {
        broken("a hot entry names another key's base row (L2)");
      }
    }
    for (std::uint32_t i = 0; i != leaf.cold_rows(); ++i) {
      std::uint16_t const b = leaf.cold().base_position(i);
      if (b != no_base_position &&
          (b >= leaf.base_rows() ||
           K::order(leaf.base().template key<K>(b), leaf.cold().template key<K>(i)) != 0)) {
        broken("a cold row names another key's base row (L2)");
      }
    }
    std::vector<row_place> order;
    leaf.template order<K>(order);
    for (row_place const place : order) {
      view const k = leaf.template key<K>(place);
      if (any && K::order(K::of(last.view()), k) >= 0)
        broken("keys do not ascend from leaf to leaf");
      last = key(K::kind, k);
      any = true;
      ++rows;
      for (std::size_t i = 0; t.form().has_bytes() && i != t.form().columns().size(); ++i)
        static_cast<void>(content_of(stored_row(leaf, place), i));
    }
  }
};

}  // namespace detail

void each_heap_node(tree_root const& root, std::function<void(node_ref)> const& visit) {
  detail::each_heap_node_below(
      root.ref, [](node_ref) { return true; }, visit);
}

void each_owned_node(node_ref below, owner_id owner, std::function<void(node_ref)> const& visit) {
  detail::each_heap_node_below(
      below, [&](node_ref n) { return header_of(n).owner == owner; }, visit);
}

void check_tree(tree const& t) {
  with_keys(t.form().keys(), [&](auto k) {
    using K = decltype(k);
    detail::tree_checker<K> checker{t};
    if (!t.root().empty()) checker.node(t.root().ref, t.root().height, {});
    if (checker.rows != t.rows()) {
      checker.broken("it has " + std::to_string(checker.rows) + " rows, its root says " +
                     std::to_string(t.rows()));
    }
  });
}

}  // namespace helios::storage
