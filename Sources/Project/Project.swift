// Project
