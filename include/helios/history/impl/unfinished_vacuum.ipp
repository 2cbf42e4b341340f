// helios/history/impl/unfinished_vacuum.ipp -- what a VACUUM that was killed left behind.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/vacuum_run.hpp>

namespace helios::history {

namespace detail {

/// It was begun by a VACUUM of this database: it has its id, or it was not even given one.
[[nodiscard]] inline bool is_unfinished_vacuum(storage::vfs& world, std::string const& path,
                                               storage::file_id const& id,
                                               storage::log_options const& options) {
  if (storage::log::is_creatable(world, path, options)) return true;
  return storage::log::open(world, path, storage::open_mode::read_only, options)
             ->source()
             .header()
             .id == id;
}

}  // namespace detail

/// What a killed VACUUM left beside the file goes.  Requires the writer's lock.
void engine::remove_unfinished_vacuum() {
  std::string const path = detail::vacuum_path(world_->resolve(log_->source().path()));
  if (!world_->identify(path)) return;
  try {
    auto const left = world_->open(path, storage::open_mode::read_write);
    // Another database may bear the name: somebody writes to it, or it has another id.
    if (!left->try_lock()) return;
    if (!detail::is_unfinished_vacuum(*world_, path, log_->source().header().id, options_.log))
      return;
    world_->remove(path);
  } catch (error const&) {
    // It costs room and nothing else; the next VACUUM says what is wrong with it.
  }
}

}  // namespace helios::history
