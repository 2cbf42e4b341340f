// helios/storage/impl/draft.ipp -- changing a database state.
#pragma once

#include <helios/storage/draft.hpp>

namespace helios::storage {

draft::opened& draft::find(tree_id id) {
  auto const known = open_.find(id);
  if (known != open_.end()) return *known;
  held s;
  if (auto const t = find_stored(base_, id, space())) s.stored = {t->root, t->form};
  s.now = {made_root(s.stored.root),
           s.stored.form};  // one that had to be made is written by finish()
  return *open_.emplace(id, s).first;
}

void draft::throw_missing(tree_id id) {
  throw error(errc::undefined_object, "tree " + std::to_string(raw(id)) + " does not exist");
}

void draft::change(tree_id id, state& s, state const& to) {
  undo_log_.push_back({id, s});
  s = to;
}

bool draft::has(tree_id id) { return at(id).form != nullptr; }

std::int64_t draft::apply(tree_id id, std::span<tree_op const> ops) {
  state& s = existing(id);
  std::uint64_t const before = s.root.rows;
  change(id, s, {editor_.apply(s.root, *s.form, ops), s.form});
  return static_cast<std::int64_t>(s.root.rows - before);
}

void draft::replace(splice const& with) {
  state& s = existing(with.id);
  change(with.id, s, {editor_.replace(s.root, *s.form, with), s.form});
}

void draft::put_shape(tree_id id, shape const* form) {
  shape const& of_shapes = space().shapes().shapes();
  tree_op op{static_cast<std::int64_t>(raw(id)), {}, form == nullptr};
  bytes image;
  if (form != nullptr) {
    row_builder b(of_shapes);
    bytes const encoded = form->encode();
    b.add(cell_of(byte_view(encoded)));
    image.assign(b.image().begin(), b.image().end());
    op.row = image;
  }
  shapes_ = editor_.apply(shapes_, of_shapes, {&op, 1});
}

void draft::create(tree_id id, shape const& form) {
  state& s = at(id);
  if (s.form != nullptr)
    throw error(errc::duplicate_object, "tree " + std::to_string(raw(id)) + " already exists");
  shape const& kept = space().shapes().add(form);
  put_shape(id, &kept);
  change(id, s, {tree_root{}, &kept});
}

void draft::reshape(tree_id id, shape const& form) {
  state& s = existing(id);
  if (s.form->keys() != form.keys())
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " is given another kind of keys");
  shape const& kept = space().shapes().add(form);
  put_shape(id, &kept);
  change(id, s, {s.root, &kept});
}

void draft::drop(tree_id id) {
  state& s = existing(id);
  put_shape(id, nullptr);
  editor_.abandon(s.root);
  change(id, s, {});
}

void draft::set_root(tree_id id, tree_root const& root) {
  state& s = existing(id);
  change(id, s, {root, s.form});
}

draft::mark_point draft::mark() {
  return {editor_.mark(space().tick()), shapes_, undo_log_.size()};
}

void draft::undo_to(mark_point const& m) {
  while (undo_log_.size() > m.log) {
    at(undo_log_.back().id) = undo_log_.back().before;
    undo_log_.pop_back();
  }
  shapes_ = m.shapes;
  editor_.undo_to(m.edit);
}

database_root draft::finish() {
  shape_cache const& shapes = space().shapes();
  std::vector<bytes> images;
  images.reserve(open_.size());
  std::vector<tree_op> ops;
  database_root::known_tree written, relied_on;
  for (auto const& [id, tree] : open_) {
    state const& s = tree.now;
    if (s == tree.stored) {
      relied_on = {id, {s.root, s.form}};
      continue;
    }
    tree_op op{static_cast<std::int64_t>(raw(id)), {}, s.form == nullptr};
    if (s.form != nullptr) {
      op.row = images.emplace_back(encode_entry(shapes, {s.root, s.form->fingerprint()}));
      written = {id, {s.root, s.form}};
    }
    ops.push_back(op);
  }
  return {editor_.apply(base_.trees, shapes.trees(), ops), shapes_, written, relied_on};
}

}  // namespace helios::storage
