// helios/storage/impl/directory.ipp -- directory rows and opening trees by id.
#pragma once

#include <helios/storage/directory.hpp>

#include <helios/storage/late_node.hpp>

namespace helios::storage {

bytes encode_entry(shape_cache const& shapes, directory_entry const& e) {
  row_builder b(shapes.trees());
  b.add_value(static_cast<std::int64_t>(e.root.ref.word()))
      .add_value(static_cast<std::int64_t>(e.root.rows))
      .add_value(static_cast<std::int16_t>(e.root.height))
      .add_value(static_cast<std::int64_t>(e.fingerprint));
  return std::move(b).take();
}

directory_entry decode_entry(stored_row const& row) {
  auto const number = [&row]<class T>(std::type_identity<T>, std::size_t column) {
    cell const stored = row.at(column);
    if (stored.null)
      throw error(errc::data_corrupted, "the directory of trees has an incomplete row");
    return stored.as<T>();
  };
  std::type_identity<std::uint64_t> constexpr word;
  directory_entry e;
  e.root.ref = node_ref(number(word, 0));
  if (e.root.ref.in_heap() && row.in_file()) throw_wild_reference();
  e.root.rows = number(word, 1);
  auto const height = number(std::type_identity<std::int16_t>(), 2);
  e.root.height = static_cast<std::uint8_t>(height);
  if (height != e.root.height || !is_possible(e.root))
    throw error(errc::data_corrupted, "the directory names a tree of impossible height or rows");
  e.fingerprint = number(word, 3);
  return e;
}

namespace detail {

[[nodiscard]] inline shape const& shape_of(database_root const& root, tree_id id,
                                           std::uint64_t fingerprint, tree_space& in) {
  if (shape const* known = in.shapes().find(fingerprint)) return *known;
  tree const shapes(root.shapes, in.shapes().shapes(), in.pages());
  auto const row = shapes.find(static_cast<std::int64_t>(raw(id)));
  if (!row || row->at(0).null) {
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " has no shape in the directory");
  }
  shape s = shape::decode(row->at(0).data);
  if (s.fingerprint() != fingerprint) {
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " does not fit its shape in the directory");
  }
  return in.shapes().add(std::move(s));
}

}  // namespace detail

std::optional<stored_tree> find_stored(database_root const& root, tree_id id, tree_space& in) {
  for (database_root::known_tree const* const known : {&root.written, &root.relied_on}) {
    if (known->id == id && known->tree.form != nullptr) return known->tree;
  }
  tree const trees(root.trees, in.shapes().trees(), in.pages());
  auto const row = trees.find(static_cast<std::int64_t>(raw(id)));
  if (!row) return {};
  directory_entry const e = decode_entry(row->row());
  return stored_tree{e.root, &detail::shape_of(root, id, e.fingerprint, in)};
}

tree_root made_root(tree_root const& stored) {
  return is_late(stored.ref) ? maker_of(stored.ref).make_tree() : stored;
}

void each_entry(database_root const& root, tree_space& in,
                std::function<void(tree_id, directory_entry const&)> const& visit) {
  cursor c(tree(root.trees, in.shapes().trees(), in.pages()));
  while (c.next()) {
    auto const id = static_cast<tree_id>(c.key().number);
    visit(id, root.lags_for(id) ? entry_of(root.written.tree) : decode_entry(c.row()));
  }
}

std::optional<tree> open_tree(database_root const& root, tree_id id, tree_space& in) {
  auto const stored = find_stored(root, id, in);
  if (!stored) return {};
  return tree(made_root(stored->root), *stored->form, in.pages());
}

void each_tree(database_root const& root, tree_space& in,
               std::function<void(tree_id, tree const&)> const& visit) {
  each_entry(root, in, [&](tree_id id, directory_entry const& e) {
    visit(id, tree(made_root(e.root), detail::shape_of(root, id, e.fingerprint, in), in.pages()));
  });
}

}  // namespace helios::storage
