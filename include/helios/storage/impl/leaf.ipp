// helios/storage/impl/leaf.ipp -- opening a leaf and reading its cells.
#pragma once

#include <helios/storage/leaf.hpp>

#include <helios/storage/late_node.hpp>

namespace helios::storage {

leaf_view::leaf_view(node_ref leaf, shape const& wanted, page_source* pages)
    : shape_(&wanted), pages_(pages) {
  if (leaf.empty()) throw_misplaced(leaf);
  node_pin node = fetch(leaf, pages);
  if (node.prefix().kind == node_kind::late) {
    leaf = made_leaf(leaf);
    node = fetch(leaf, pages);
  }
  node_prefix const prefix = node.prefix();
  bool const whole = prefix.kind == node_kind::leaf ||
                     (prefix.kind == node_kind::run && (prefix.flags & run_is_delta) == 0);
  if (!whole || prefix.keys != static_cast<std::uint8_t>(wanted.keys())) throw_misplaced(leaf);
  if (prefix.kind == node_kind::run) {
    base_ref_ = leaf;
    pins_[0] = std::move(node);
    expect_run(pins_[0].data);
  } else {
    auto h = load<leaf_header>(node.data + leaf_header_at);
    h.base = load_ref(node.data + leaf_base_at);
    h.cold = load_ref(node.data + leaf_cold_at);
    base_ref_ = h.base;
    if (!h.base.empty()) {
      pins_[0] = fetch(h.base, pages);
      expect_run(pins_[0].data);
    }
    if (h.inline_cold != 0) {
      cold_ = run_view(node.data + h.inline_cold);
      cold_ref_ = leaf;
    } else if (!h.cold.empty()) {
      cold_ref_ = h.cold;
      pins_[1] = fetch(h.cold, pages);
      std::uint32_t at = 0;
      if (pins_[1].prefix().kind == node_kind::leaf) {
        at = load<leaf_header>(pins_[1].data + leaf_header_at).inline_cold;
      }
      cold_ = run_view(pins_[1].data + at);
    }
    hot_ = node.data + hot_entries_at;
    hot_count_ = h.hot_count;
    hot_bytes_ = h.hot_bytes;
    if (hot_count_ != 0) {
      hot_shape_ = h.hot_shape;
      if (hot_shape_ != &wanted) maps_[2] = column_map(wanted, *hot_shape_);
    }
    pins_[2] = std::move(node);
  }
  // What was made in memory is as it should be.
  if (pins_[0].data != nullptr) {
    base_ = run_view(pins_[0].data);
    if (base_ref_.in_file() && !readable_under(wanted, base_)) throw_misplaced(base_ref_);
    if (base_.fingerprint() != wanted.fingerprint()) maps_[0] = column_map(wanted, base_);
  }
  if (cold_) {
    if (cold_ref_.in_file() && !readable_under(wanted, cold_)) throw_misplaced(cold_ref_);
    if (cold_.fingerprint() != wanted.fingerprint()) maps_[1] = column_map(wanted, cold_);
  }
}

cell leaf_view::at(row_place place, std::uint32_t column) const noexcept {
  std::uint32_t const from = maps_[static_cast<std::size_t>(place.origin)][column];
  if (from == shape::npos) return row_view(*shape_, shape_->absent_row()).at(column);
  switch (place.origin) {
    case row_origin::base: return base_.at(base_.column(from), place.position);
    case row_origin::cold: return cold_.at(cold_.column(from), place.position);
    case row_origin::hot: return row_view(*hot_shape_, hot_image(hot(place.position))).at(from);
  }
  HELIOS_UNREACHABLE();
}

void leaf_view::sources(std::vector<row_source>& out) const {
  out.push_back({base_, nullptr, maps_[0], base_ref_.in_file()});
  out.push_back({cold_, nullptr, maps_[1], cold_ref_.in_file()});
  out.push_back({run_view{}, hot_shape_, maps_[2], false});
}

}  // namespace helios::storage
