// Reads every file of a project and lets libyaml walk the YAML files: floor FOLDER.
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

static int ends(const char *path, const char *with) {
    size_t length = strlen(path), tail = strlen(with);
    return length >= tail && strcmp(path + length - tail, with) == 0;
}

static void walk(const unsigned char *bytes, size_t size) {
    yaml_parser_t parser;
    yaml_event_t event;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, bytes, size);
    for (int over = 0; !over;) {
        if (!yaml_parser_parse(&parser, &event)) exit(1);
        over = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static int visit(const char *path, const struct stat *facts, int kind, struct FTW *place) {
    (void)place;
    int isYAML = ends(path, ".yml") || ends(path, ".yaml");
    if (kind != FTW_F || !(isYAML || ends(path, ".sql") || ends(path, ".md") || ends(path, ".csv"))) return 0;
    size_t size = (size_t)facts->st_size, got = 0;
    unsigned char *bytes = malloc(size + 1);
    int file = open(path, O_RDONLY);
    if (!bytes || file < 0) exit(1);
    for (ssize_t more = 1; more > 0 && got < size; got += (size_t)(more > 0 ? more : 0)) more = read(file, bytes + got, size - got);
    close(file);
    if (isYAML) walk(bytes, got);
    free(bytes);
    return 0;
}

int main(int count, char **arguments) {
    if (count != 2) return fprintf(stderr, "floor FOLDER\n"), 2;
    return nftw(arguments[1], visit, 32, FTW_PHYS) != 0;
}
