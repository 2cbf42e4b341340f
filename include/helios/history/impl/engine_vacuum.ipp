// helios/history/impl/engine_vacuum.ipp -- making the new file and putting it in the old one's
// place.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_run.hpp>
#include <helios/history/impl/vacuum_run.hpp>
#include <helios/storage/tree_walk.hpp>

#include <algorithm>

namespace helios::history {

void engine::vacuum(vacuum_options const& options) {
  refuse_unless_writable();
  std::lock_guard const alone(writing_);
  std::lock_guard const one(checkpoint_lock_);
  run_.reset();  // a checkpoint under way is given up: the new file gets its own
  vacuum_run(*this, options).run();
}

vacuum_run::vacuum_run(engine& of, vacuum_options const& options)
    : old_(&of),
      options_(&options),
      path_(of.world_->resolve(of.log_->source().path())),
      new_path_(detail::vacuum_path(path_)) {}

void vacuum_run::run() {
  refuse_unless_named();
  choose();
  try {
    begin_file();
    begin_lines();
    begin_registry();
    copy_single_states();
    replay();
    replace();
  } catch (...) {
    abandon();
    throw;
  }
}

void vacuum_run::advance(std::uint64_t done) {
  constexpr std::uint64_t seldom = std::uint64_t{256} << 10;
  if (done >= done_ + seldom) tell(done);
}

void vacuum_run::tell(std::uint64_t done) {
  done_ = done;
  if (!options_->progress || options_->progress(done, total_)) return;
  throw error(errc::query_canceled, "VACUUM was canceled")
      .detail("The database is what it was; the new file was removed.");
}

void vacuum_run::begin_file() {
  storage::vfs& world = *old_->world_;
  if (world.identify(new_path_)) {
    // An earlier VACUUM was cut short: whoever writes to the database alone may write here.
    if (!world.open(new_path_, storage::open_mode::read_write)->try_lock()) {
      throw error(errc::lock_not_available, '"' + new_path_ + "\" is in use")
          .detail("VACUUM writes a new file there.");
    }
    world.remove(new_path_);
  }
  auto made = storage::log::create_after(world, new_path_, *old_->log_, old_->options_.log);
  made_ = true;
  world.copy_permissions(path_, new_path_);
  storage::log_reader empty = made->read(made->newest_anchor().replay);
  while (empty.next()) {
  }
  made->defer_syncs(true);
  made->resume(empty, old_->last_time_);
  next_.reset(new engine(world, old_->options_, std::move(made)));
  // What is replayed refers to the old file's pages until it is copied.
  auto older = storage::open_file::pages_of(old_->file_)->older();
  older.push_back({old_->log_->source().first(), storage::open_file::pages_of(old_->file_)});
  auto const pages = storage::open_file::pages_of(next_->file_);
  pages->continue_from(std::move(older));
  values_.emplace(*pages, next_->values());
  moves_.emplace(*values_);
  writer_ = std::make_unique<storage::page_writer>(*next_->log_, *next_->space_, scn{},
                                                   next_->extents(), &*moves_);
}

/// A branch as the new registry knows it.
branch_info vacuum_run::place_of(branch_id id) const {
  branch_info b = old_->registry_.branch(id);
  if (!whole_.contains(id)) {
    b.oldest = branch_info::nothing_kept;
  } else if (!is_born_later(b)) {
    b.oldest = floor_;
  }
  return b;
}

/// Everything but commits and branches yet to be born, which the replay brings.
void vacuum_run::begin_registry() {
  registry const& known = old_->registry_;
  registry& to = next_->registry_;
  for (branch_id const id : graph_) {
    if (!replayed_.contains(id)) to.set_branch(place_of(id));
  }
  for (auto const& [name, tag] : known.tags()) to.set_tag(tag);
  for (auto const& [counter, value] : known.counters()) to.set_counter(counter, value);
  for (auto const& [name, value] : known.settings()) to.set_setting(name, value);
  for (merge_info const& m : known.merges()) {
    if (graph_.contains(m.into) && graph_.contains(m.from)) to.add_merge(m);
  }
}

/// The lines as they stood at the newest checkpoint at or before F; those forked since are born
/// during the replay.
void vacuum_run::begin_lines() {
  registry const& known = old_->registry_;
  from_ = {old_->log_->source().first(), 0, 0, 0};
  total_ = old_->log_->end() - from_.offset;
  std::map<branch_id, branch_image> images;
  if (auto const frame = old_->checkpoint_before(floor_)) {
    detail::checkpoint_record const c = detail::read_checkpoint(*old_->log_, *frame);
    static_cast<void>(registry(*old_->space_, c.registry, images));
    start_ = c.at;
    from_ = c.replay;
  }
  auto const image_of = [&](branch_id id) -> branch_image const* {
    auto const at = images.find(id);
    return at == images.end() || !at->second.written ? nullptr : &at->second;
  };
  auto const begins_here = [&](branch_info const& b) {
    return b.id == main_branch || image_of(b.id) != nullptr || b.forked_at < start_;
  };
  for (branch_id const id : whole_) {
    branch_info const* b = &known.branch(id);
    while (replayed_.insert(b->id).second && !begins_here(*b)) b = &known.branch(b->parent);
  }
  for (branch_id const id : replayed_) {
    branch_info b = place_of(id);
    branch_image const* const image = image_of(id);
    if (image != nullptr) {
      b.last = image->info.last;
      next_->restore_line(next_->lines_, {b, image->root, image->at, false}, next_->file_);
    } else if (id == main_branch && start_ == scn{}) {
      b.last = scn{};
      next_->restore_line(next_->lines_, {b, {}, {}, false}, next_->file_);
    } else if (begins_here(b)) {
      // Forked from the past after that checkpoint, or dropped before it.
      version_ptr const then = old_->as_of(id, start_);
      if (b.last > start_) b.last = b.forked_at;
      next_->restore_line(next_->lines_, {b, copy(then->root(), *old_->space_), b.last, false},
                          next_->file_);
      end_batch();
    } else {
      b.last = b.forked_at;
      unborn_.push_back(b);
      continue;
    }
    next_->registry_.set_branch(b);
  }
  std::sort(unborn_.begin(), unborn_.end(), [](branch_info const& a, branch_info const& b) {
    return std::pair(a.forked_at, a.id) > std::pair(b.forked_at, b.id);
  });
}

void vacuum_run::copy_single_states() {
  for (auto const& [branch, at] : single_) {
    version_ptr const state = old_->as_of(branch, at);
    next_->registry_.keep(branch, at, copy(state->root(), *old_->space_));
    end_batch();
  }
}

void vacuum_run::checkpoint(scn at) {
  for (auto& [id, b] : next_->lines_) next_->settle(b);
  next_->durable_scn_ = at;
  next_->write_checkpoint();
}

void vacuum_run::copy_tree(storage::tree const& t) {
  constexpr std::uint64_t slice = std::uint64_t{1} << 20;
  for (std::uint64_t budget = slice; !writer_->write(t, budget); budget = slice) tell(done_);
}

storage::database_root vacuum_run::copy(storage::database_root const& root,
                                        storage::tree_space& space) {
  storage::draft& d = drafts_.emplace_back(space, space.new_owner(), space.tick(), root);
  storage::each_tree(root, space, [&](tree_id id, storage::tree const& t) {
    copy_tree({t.root(), t.form(), space.pages()});
    static_cast<void>(d.open(id));
    d.set_root(id, writer_->copy_of(t.root()));
  });
  storage::database_root const named = d.finish();
  copy_tree({named.trees, space.shapes().trees(), space.pages()});
  copy_tree({named.shapes, space.shapes().shapes(), space.pages()});
  return {writer_->copy_of(named.trees), writer_->copy_of(named.shapes)};
}

void vacuum_run::end_batch() {
  writer_->flush();
  moves_->forget_nodes();
  drafts_.clear();
}

/// The new file is whole: it takes the old one's name, and the engine goes on with it.
void vacuum_run::replace() {
  engine& to = *old_;
  storage::log& made = *next_->log_;
  made.publish_durable({made.synced_end(), to.durable_scn_});
  engine::file_state state{next_->file_, next_->registry_, {}, next_->last_checkpoint_};
  state.known.read_through(*to.space_);
  for (auto const& [id, b] : next_->lines_) {
    if (!state.known.branch(id).dropped) to.restore_line(state.lines, b.image, next_->file_);
  }
  std::uint64_t const checkpointed = next_->checkpoint_end_;
  std::erase_if(to.replaced_, [](auto const& f) { return f.expired(); });
  to.replaced_.push_back(to.file_);
  refuse_unless_named();
  to.world_->rename(new_path_, path_);
  // From here on the new file is the database, whatever else fails.
  made_ = false;
  made.source().renamed(to.log_->source().path());
  writer_.reset();
  next_->closed_ = true;
  next_->file_.reset();
  next_->log_.reset();
  to.queue_.between_batches([&] {
    std::lock_guard const sequence(to.sequencer_);
    to.move_to(state);
    to.checkpoint_end_ = checkpointed;
  });
  to.drop_caches();
  try {
    to.world_->sync_directory(path_);
  } catch (...) {
    // After a power loss the path may name the old file again: nothing may be promised in this one.
    made.poison();
    throw;
  }
}

void vacuum_run::abandon() noexcept {
  // What was half done refers to the new file's engine: it goes first.
  drafts_.clear();
  writer_.reset();
  moves_.reset();
  values_.reset();
  if (!made_) return;
  if (next_) next_->closed_ = true;
  next_.reset();
  try {
    old_->world_->remove(new_path_);
  } catch (error const&) {
    // The next VACUUM removes it; why this one failed is what the caller has to know.
  }
}

}  // namespace helios::history
