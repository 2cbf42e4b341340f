// helios/storage/storage.hpp -- from a file of frames to persistent trees, and back.
//
//   the world    vfs.hpp, posix_vfs.hpp, memory_vfs.hpp; for tests: testing/
//   the file     format.hpp, anchor.hpp, frame.hpp, log.hpp, log_reader.hpp, page_source.hpp
//   rows         shape.hpp, row.hpp, key.hpp
//   nodes        node.hpp, run.hpp, leaf.hpp, inner.hpp, node_check.hpp
//   trees        tree.hpp (read), tree_edit.hpp (change), tree_diff.hpp (compare), tree_walk.hpp
//   (check) states       directory.hpp, draft.hpp (change), timeline.hpp (keep and release),
//   page_writer.hpp (write) commits      commit_record.hpp (what one did), replay.hpp (doing it
//   again)
#pragma once

#include <helios/storage/commit_record.hpp>
#include <helios/storage/draft.hpp>
#include <helios/storage/leaf_load.hpp>
#include <helios/storage/log.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/node_check.hpp>
#include <helios/storage/open_file.hpp>
#include <helios/storage/page_source_mapped.hpp>
#include <helios/storage/page_writer.hpp>
#include <helios/storage/posix_vfs.hpp>
#include <helios/storage/process_mark.hpp>
#include <helios/storage/replay.hpp>
#include <helios/storage/timeline.hpp>
#include <helios/storage/tree_diff.hpp>
#include <helios/storage/tree_walk.hpp>
#include <helios/storage/value_mover.hpp>
#include <helios/storage/value_refs.hpp>
#include <helios/storage/value_writer.hpp>
