import CLI

